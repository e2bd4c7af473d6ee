"""What is known of functions that cannot be read: assembly, intrinsics, the runtime.

Sources are files of Go's tree, 1.21 to 1.27. A function without an entry and without a body
blocks a proof.
"""

from __future__ import annotations

from collections.abc import Mapping

# Packages whose functions allocate nothing: assembly and intrinsics over words and bytes
# (cmd/compile/internal/ssagen/intrinsics.go; *_amd64.s, *_arm64.s beside them).
_FREE_PACKAGES = frozenset(
    {
        "internal/abi",
        "internal/bytealg",
        "internal/cpu",
        "internal/goarch",
        "internal/race",
        "internal/runtime/atomic",
        "internal/runtime/math",
        "internal/runtime/sys",
        "math",
        "math/bits",
        "runtime/internal/atomic",
        "runtime/internal/math",
        "runtime/internal/sys",
        "sync/atomic",
        "unsafe",
    }
)
# Functions by key, and where it can be read that they allocate nothing on the heap of Go.
_FREE: Mapping[str, str] = {
    # A goroutine that has to wait takes a `sudog` from a cache of its P: runtime/proc.go.
    "sync.(Mutex).Lock": "sync/mutex.go",
    "sync.(Mutex).TryLock": "sync/mutex.go",
    "sync.(Mutex).Unlock": "sync/mutex.go",
    "sync.(RWMutex).Lock": "sync/rwmutex.go",
    "sync.(RWMutex).RLock": "sync/rwmutex.go",
    "sync.(RWMutex).RUnlock": "sync/rwmutex.go",
    "sync.(RWMutex).TryLock": "sync/rwmutex.go",
    "sync.(RWMutex).TryRLock": "sync/rwmutex.go",
    "sync.(RWMutex).Unlock": "sync/rwmutex.go",
    "sync.(WaitGroup).Add": "sync/waitgroup.go",
    "sync.(WaitGroup).Done": "sync/waitgroup.go",
    "sync.(WaitGroup).Wait": "sync/waitgroup.go",
    "sync.(Cond).Broadcast": "sync/cond.go",
    "sync.(Cond).Signal": "sync/cond.go",
    "sync.(Cond).Wait": "sync/cond.go",
    # Its rings are allocated once for many objects (sync/poolqueue.go), not per call.
    "sync.(Pool).Get": "sync/pool.go",
    "sync.(Pool).Put": "sync/pool.go",
    "runtime.GC": "runtime/mgc.go",
    "runtime.GOMAXPROCS": "runtime/debug.go",
    "runtime.Gosched": "runtime/proc.go",
    "runtime.KeepAlive": "runtime/mfinal.go",
    "runtime.LockOSThread": "runtime/proc.go",
    "runtime.NumCPU": "runtime/debug.go",
    "runtime.NumGoroutine": "runtime/debug.go",
    "runtime.UnlockOSThread": "runtime/proc.go",
    # Linked to the clock of the runtime: runtime/timestub.go, time.go, sys_*.s.
    "time.now": "runtime/timestub.go",
    "time.runtimeIsBubbled": "runtime/time.go",
    "time.runtimeNano": "runtime/time_nofake.go",
    "time.runtimeNow": "runtime/timestub.go",
    # The heap of the timers of a P grows for many timers at once.
    "time.Sleep": "runtime/time.go",
    "time.resetTimer": "runtime/time.go",
    "time.stopTimer": "runtime/time.go",
    # A word of the random state of an M: runtime/rand.go.
    "math/rand.runtime_rand": "runtime/rand.go",
    "math/rand/v2.runtime_rand": "runtime/rand.go",
    # The source of these is the runtime, whatever the interface in between.
    "math/rand/v2.ExpFloat64": "math/rand/v2/rand.go",
    "math/rand/v2.Float32": "math/rand/v2/rand.go",
    "math/rand/v2.Float64": "math/rand/v2/rand.go",
    "math/rand/v2.Int": "math/rand/v2/rand.go",
    "math/rand/v2.Int32": "math/rand/v2/rand.go",
    "math/rand/v2.Int32N": "math/rand/v2/rand.go",
    "math/rand/v2.Int64": "math/rand/v2/rand.go",
    "math/rand/v2.Int64N": "math/rand/v2/rand.go",
    "math/rand/v2.IntN": "math/rand/v2/rand.go",
    "math/rand/v2.NormFloat64": "math/rand/v2/rand.go",
    "math/rand/v2.Uint": "math/rand/v2/rand.go",
    "math/rand/v2.Uint32": "math/rand/v2/rand.go",
    "math/rand/v2.Uint32N": "math/rand/v2/rand.go",
    "math/rand/v2.Uint64": "math/rand/v2/rand.go",
    "math/rand/v2.Uint64N": "math/rand/v2/rand.go",
    "math/rand/v2.UintN": "math/rand/v2/rand.go",
    "internal/runtime/maps.rand": "runtime/rand.go",
    # They append to an array of their own that has room.
    "crypto/md5.Sum": "crypto/md5/md5.go",
    "crypto/sha1.Sum": "crypto/sha1/sha1.go",
    "crypto/sha256.Sum224": "crypto/sha256/sha256.go",
    "crypto/sha256.Sum256": "crypto/sha256/sha256.go",
    "crypto/sha512.Sum384": "crypto/sha512/sha512.go",
    "crypto/sha512.Sum512": "crypto/sha512/sha512.go",
    "crypto/sha512.Sum512_224": "crypto/sha512/sha512.go",
    "crypto/sha512.Sum512_256": "crypto/sha512/sha512.go",
    # Comparisons and hashes of bytes in assembly: runtime/alg.go, asm_*.s.
    "hash/maphash.runtime_memhash": "runtime/alg.go",
    "strings.runtime_cmpstring": "internal/bytealg/compare_native.go",
    "reflect.typedmemmove": "runtime/mbarrier.go",
    "reflect.typedmemclr": "runtime/mbarrier.go",
    "reflect.ifaceE2I": "runtime/iface.go",
    "reflect.chanlen": "runtime/chan.go",
    "reflect.maplen": "runtime/map.go",
}
POOL_GET = "sync.(Pool).Get"


def is_known_free(package: str, key: str) -> bool:
    """Tell whether a function is known to allocate nothing."""
    return package in _FREE_PACKAGES or key in _FREE
