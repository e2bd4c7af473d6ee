#include "textflag.h"

TEXT ·Sum(SB), NOSPLIT, $0-24
	RET
