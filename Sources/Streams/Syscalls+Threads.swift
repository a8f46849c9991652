// The C library's threads; see Syscalls.swift.

import CSystem
import Glibc

extension Syscalls {
  /// How many processors this process may run on.
  static func processors() -> Int { Int(get_nprocs()) }

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
