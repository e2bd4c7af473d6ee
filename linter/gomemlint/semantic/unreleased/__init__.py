"""What nobody ends: goroutines, timers, defers and finalizers that wait for ever."""
