package escapes

import "testing"

func TestMoved(t *testing.T) {
	want := 1
	if got := Moved(); *got != want {
		t.Errorf("got %d", *got)
	}
}
