import CSystem
import Glibc

// What a process is given, what it leaves, and the processes that it starts.
extension Syscalls {
  /// Whether `number` was open when the program began: what it opens itself is closed on exec.
  static func isInherited(_ number: Int32) -> Bool {
    let flags = fcntl(number, F_GETFD)
    return flags != -1 && flags & FD_CLOEXEC == 0
  }

  /// No core file of this process, nor of those it starts (core(5)).
  static func leaveNoCore() { mrr_leave_no_core() }
}

extension Syscalls {
  /// A pipe whose ends do not outlive an `exec`; unlike those of ``pipe()`` they block.
  static func blockingPipe() throws(Errno) -> (reading: Int32, writing: Int32) {
    let ends = try pipe()
    for end in [ends.reading, ends.writing] { _ = try checked { Int(fcntl(end, F_SETFL, 0)) } }
    return ends
  }

  static func unreadBytes(of number: Int32) -> Int {
    var count: Int32 = 0
    // Safe: the variable is ours, and what FIONREAD writes is an integer of this size.
    return unsafe ioctl(number, UInt(FIONREAD), &count) == 0 ? Int(count) : 0
  }

  static func makeNonBlocking(_ number: Int32) throws(Errno) {
    _ = try checked { Int(fcntl(number, F_SETFL, O_NONBLOCK)) }
  }

  /// Starts the program at `path` in a process group of its own, with no signal blocked.
  ///
  /// It has `descriptors` (each 3 or more here) under their numbers there, and what else does not
  /// end with an `exec`.
  static func start(
    _ path: String, _ arguments: [String], descriptors: [(own: Int32, there: Int32)]
  ) throws(Errno) -> Int32 {
    // Safe: what is said below holds for these, too: they are initialised before they are used.
    var actions = unsafe posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    var nothing = sigset_t()
    var pid: pid_t = 0
    let words = unsafe ([path] + arguments).map { text in unsafe strdup(text) } + [nil]
    // Safe: the structures are initialised first and destroyed last, the words are copies that are
    // freed after the call and end with a null, and nothing here changes the environment.
    defer {
      unsafe words.forEach { unsafe free($0) }
      unsafe posix_spawn_file_actions_destroy(&actions)
      unsafe posix_spawnattr_destroy(&attributes)
    }
    unsafe posix_spawn_file_actions_init(&actions)
    unsafe posix_spawnattr_init(&attributes)
    unsafe sigemptyset(&nothing)
    for pair in descriptors {
      // The same number twice takes its close-on-exec flag away.
      unsafe posix_spawn_file_actions_adddup2(&actions, pair.own, pair.there)
    }
    unsafe posix_spawnattr_setsigmask(&attributes, &nothing)
    unsafe posix_spawnattr_setpgroup(&attributes, 0)
    unsafe posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP))
    let code = unsafe posix_spawn(&pid, path, &actions, &attributes, words, environ)
    if code != 0 { throw Errno(code) }
    return pid
  }

  /// How the child ended, as `wait(2)` says it; nil while it runs.
  static func reap(_ pid: Int32) throws(Errno) -> Int32? {
    var status: Int32 = 0
    // Safe: the variable is ours.
    return try checked { Int(unsafe waitpid(pid, &status, WNOHANG)) } == 0 ? nil : status
  }

  static func send(_ signal: Int32, to pid: Int32) { _ = Glibc.kill(pid, signal) }
}
