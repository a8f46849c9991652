// The C library's threads; see Syscalls.swift.

import CSystem
import Glibc

extension Syscalls {
  /// How many processors this process may run on.
  static func processors() -> Int { Int(mrr_processors()) }

  /// Runs `body` in a thread of its own, which ends with it.
  ///
  /// Signals that are caught are left to the other threads, so that they interrupt what waits for
  /// them; what the processor raises is not.
  static func startThread(_ body: @escaping @Sendable () -> Void) throws(Errno) {
    var (all, before) = (sigset_t(), sigset_t())
    var thread = pthread_t()
    // Safe: the sets are ours and outlive the calls; the thread takes over the one reference that is
    // handed to it, which is taken back where there is no thread.
    unsafe sigfillset(&all)
    for number in [SIGILL, SIGTRAP, SIGBUS, SIGSEGV, SIGFPE, SIGABRT] {
      unsafe sigdelset(&all, number)
    }
    unsafe pthread_sigmask(SIG_BLOCK, &all, &before)
    let work = unsafe Unmanaged.passRetained(ThreadWork(body))
    let code = unsafe pthread_create(
      &thread, nil,
      { context in
        guard let context = unsafe context else { return nil }
        let work = unsafe Unmanaged<ThreadWork>.fromOpaque(context).takeRetainedValue()
        work.body()
        return nil
      }, unsafe work.toOpaque())
    unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
    if code != 0 {
      unsafe work.release()
      throw Errno(code)
    }
    pthread_detach(thread)
  }
}

private final class ThreadWork: Sendable {
  let body: @Sendable () -> Void

  init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

/// A value that one thread at a time looks at (`pthread_mutex_lock(3)`).
///
/// The standard library has one, of which ThreadSanitizer does not know that it keeps threads apart.
///
/// Safe to be shared: the value is touched with the lock held alone.
@safe final class Guarded<Value: Sendable>: @unchecked Sendable {
  private var value: Value
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>

  init(_ value: Value) {
    self.value = value
    // Safe: the lock has a place of its own, which does not move and goes with us.
    unsafe mutex = .allocate(capacity: 1)
    unsafe mutex.initialize(to: pthread_mutex_t())
    unsafe pthread_mutex_init(mutex, nil)
  }

  deinit {
    unsafe pthread_mutex_destroy(mutex)
    unsafe mutex.deallocate()
  }

  /// Lends the value to `body`, which is not to wait for anything.
  func withLock<Result>(_ body: (inout Value) -> Result) -> Result {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    return body(&value)
  }
}
