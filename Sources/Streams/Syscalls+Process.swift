import CSystem
import Glibc

// What a process is given, and what it leaves.
extension Syscalls {
  /// Whether `number` was open when the program began: what it opens itself is closed on exec.
  static func isInherited(_ number: Int32) -> Bool {
    let flags = fcntl(number, F_GETFD)
    return flags != -1 && flags & FD_CLOEXEC == 0
  }

  /// No core file of this process, nor of those it starts (core(5)).
  static func leaveNoCore() { mrr_leave_no_core() }
}
