// The only caller of the C library in this module, with the other files of this name: only they may say
// `unsafe`.
//
// Two things are done once, here: a call that a signal interrupted is made again (a signal's
// handler leaves its word in a pipe, so nothing is missed), and `errno` is read right after the
// call that set it, before anything else can run.

import CSystem
import Glibc

enum Syscalls {
  static let brokenPipe = EPIPE
  static let wouldBlock = EAGAIN
  static let notOpen = EBADF
  static let isDirectory = EISDIR
  static let notThere = ENOENT
  static let alreadyThere = EEXIST
  static let readable = Int16(POLLIN)
  static let writable = Int16(POLLOUT)

  static func checked(_ call: () -> Int) throws(Errno) -> Int {
    while true {
      let result = call()
      if result != -1 { return result }
      let code = errno
      if code != EINTR { throw Errno(code) }
    }
  }

  // MARK: Files

  static func open(_ path: String, for purpose: FileDescriptor.Purpose) throws(Errno) -> Int32 {
    let flags =
      switch purpose {
      case .reading: O_RDONLY
      case .polling: O_RDONLY | O_NONBLOCK
      case .writing: O_WRONLY | O_CREAT | O_TRUNC
      case .appending, .appendingPrivate: O_WRONLY | O_CREAT | O_APPEND
      case .creatingPrivate: O_RDWR | O_CREAT | O_EXCL
      // Its name is known beforehand: in a folder of others it may be a link to a file of ours.
      case .locking: O_RDWR | O_CREAT | O_NOFOLLOW
      }
    let mode: mode_t =
      switch purpose {
      case .creatingPrivate, .locking, .appendingPrivate: 0o600
      case .reading, .polling, .writing, .appending: 0o666
      }
    // O_NOCTTY: a terminal named as a file must not become ours.
    // Safe: the path's bytes are lent for the call.
    return Int32(try checked { Int(unsafe Glibc.open(path, flags | O_CLOEXEC | O_NOCTTY, mode)) })
  }

  static func checkReadable(_ path: String) throws(Errno) {
    // Safe: as above.
    _ = try checked { Int(unsafe Glibc.access(path, R_OK)) }
  }

  // The names below are lent for the calls.

  static func unlink(_ path: String) throws(Errno) {
    _ = try checked { Int(unsafe Glibc.unlink(path)) }
  }

  static func link(_ path: String, _ name: String) throws(Errno) {
    _ = try checked { Int(unsafe Glibc.link(path, name)) }
  }

  static func rename(_ path: String, _ name: String) throws(Errno) {
    _ = try checked { Int(unsafe Glibc.rename(path, name)) }
  }

  static func synchronize(_ number: Int32) throws(Errno) {
    _ = try checked { Int(fsync(number)) }
  }

  static func truncate(_ number: Int32) throws(Errno) {
    _ = try checked { Int(ftruncate(number, 0)) }
  }

  // MARK: Locks

  /// Takes a write lock on the whole file; false where another process has one.
  static func lock(_ number: Int32) throws(Errno) -> Bool {
    var lock = wholeFile()
    // Safe: the structure is ours and outlives the call.
    let result = unsafe fcntl(number, F_SETLK, &lock)
    if result != -1 { return true }
    let code = errno
    if code == EAGAIN || code == EACCES { return false }
    throw Errno(code)
  }

  /// The process that has a lock on the file; nil where none has.
  static func lockHolder(_ number: Int32) throws(Errno) -> Int32? {
    var lock = wholeFile()
    // Safe: as above.
    _ = try checked { Int(unsafe fcntl(number, F_GETLK, &lock)) }
    return lock.l_type == Int16(F_UNLCK) ? nil : lock.l_pid
  }

  private static func wholeFile() -> flock {
    flock(l_type: Int16(F_WRLCK), l_whence: Int16(SEEK_SET), l_start: 0, l_len: 0, l_pid: 0)
  }

  static func processID() -> Int32 { getpid() }

  static func duplicate(_ number: Int32) throws(Errno) -> Int32 {
    Int32(try checked { Int(fcntl(number, F_DUPFD_CLOEXEC, 3)) })
  }

  /// Closes; not made again when interrupted, for on Linux the descriptor is gone either way.
  static func close(_ number: Int32) throws(Errno) {
    if Glibc.close(number) == -1 {
      let code = errno
      if code != EINTR { throw Errno(code) }
    }
  }

  /// One `read(2)` into `buffer[range]`.
  static func read(
    _ number: Int32, into buffer: inout [UInt8], _ range: Range<Int>
  ) throws(Errno) -> Int {
    try checked {
      // Safe: the slice is checked against the buffer, and the pointer ends with the call.
      unsafe buffer.withUnsafeMutableBytes { bytes in
        let room = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[range])
        return unsafe Glibc.read(number, room.baseAddress, room.count)
      }
    }
  }

  /// One `write(2)` of `bytes[range]`.
  static func write(
    _ number: Int32, _ bytes: Span<UInt8>, _ range: Range<Int>
  ) throws(Errno) -> Int {
    let part = bytes.extracting(range)
    return try checked {
      // Safe: the pointer ends with the call.
      unsafe part.withUnsafeBufferPointer { unsafe Glibc.write(number, $0.baseAddress, $0.count) }
    }
  }

  /// `F_SETPIPE_SZ` (fcntl(2)), which the importer does not see: a GNU extension.
  private static let setPipeSize: Int32 = 1031

  static func enlargePipe(_ number: Int32) { _ = fcntl(number, setPipeSize, Int32(1 << 20)) }

  /// Whether `number` is open, and for which of reading and writing.
  static func access(of number: Int32) -> (reads: Bool, writes: Bool)? {
    let flags = fcntl(number, F_GETFL)
    guard flags != -1 else { return nil }
    let mode = flags & O_ACCMODE
    return (mode == O_RDONLY || mode == O_RDWR, mode == O_WRONLY || mode == O_RDWR)
  }

  static func status(of number: Int32) throws(Errno) -> FileStatus {
    var status = stat()
    // Safe: the structure is ours and outlives the call.
    _ = try checked { Int(unsafe fstat(number, &status)) }
    return FileStatus(status)
  }

  static func status(at path: String) throws(Errno) -> FileStatus {
    var status = stat()
    // Safe: as above.
    _ = try checked { Int(unsafe stat(path, &status)) }
    return FileStatus(status)
  }

  static func effectiveUser() -> UInt32 { geteuid() }

  static func isTerminal(_ number: Int32) -> Bool { isatty(number) == 1 }

  static func isListening(_ number: Int32) -> Bool {
    var answer: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    // Safe: both variables are ours, and `size` says how much the first one holds.
    let result = unsafe getsockopt(number, SOL_SOCKET, SO_ACCEPTCONN, &answer, &size)
    return result == 0 && answer != 0
  }

  /// A pipe whose ends neither block nor outlive an `exec`.
  static func pipe() throws(Errno) -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [-1, -1]
    // Safe: `pipe` writes two integers, for which there is room.
    _ = try checked { Int(unsafe Glibc.pipe(&ends)) }
    for end in ends {
      _ = try checked { Int(fcntl(end, F_SETFD, FD_CLOEXEC)) }
      _ = try checked { Int(fcntl(end, F_SETFL, O_NONBLOCK)) }
    }
    return (ends[0], ends[1])
  }

  /// Which of the descriptors are ready (an end or an error is, too); none when the time ran out.
  ///
  /// A descriptor of -1 is never ready.
  static func poll(
    _ wanted: [(number: Int32, events: Int16)], milliseconds: Int?
  ) throws(Errno) -> [Bool] {
    var entries = wanted.map { pollfd(fd: $0.number, events: $0.events, revents: 0) }
    let deadline = milliseconds.map { monotonicMilliseconds() + $0 }
    while true {
      let left = deadline.map { Int32(clamping: max(0, $0 - monotonicMilliseconds())) } ?? -1
      // Safe: the pointer ends with the call, and the count is the array's.
      let result = unsafe Glibc.poll(&entries, nfds_t(entries.count), left)
      if result >= 0 { return entries.map { $0.revents != 0 } }
      let code = errno
      if code != EINTR { throw Errno(code) }
    }
  }

  // MARK: Memory

  /// The index of the first `byte` in `buffer[range]` (`memchr(3)`).
  @inline(__always)
  static func firstIndex(of byte: UInt8, in buffer: [UInt8], _ range: Range<Int>) -> Int? {
    precondition(range.upperBound <= buffer.count)
    // Safe: the range was checked against the buffer, the pointers end with the call.
    return unsafe buffer.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress,
        let hit = unsafe memchr(base + range.lowerBound, Int32(byte), range.count)
      else { return nil }
      return unsafe UnsafeRawPointer(hit) - base
    }
  }

  /// Moves `buffer[range]` to the buffer's beginning.
  static func moveToFront(_ buffer: inout [UInt8], _ range: Range<Int>) {
    // Safe: the slice is checked against the buffer; `memmove` may overlap.
    unsafe buffer.withUnsafeMutableBytes { bytes in
      let part = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[range])
      if let source = part.baseAddress, let target = bytes.baseAddress {
        unsafe _ = memmove(target, source, part.count)
      }
    }
  }

  /// Copies `bytes` to `buffer[start...]`.
  static func copy(_ bytes: [UInt8], into buffer: inout [UInt8], at start: Int) {
    copy(bytes, bytes.indices, into: &buffer, at: start)
  }

  /// Copies `bytes[range]` to `buffer[start...]`.
  static func copy(
    _ bytes: [UInt8], _ range: Range<Int>, into buffer: inout [UInt8], at start: Int
  ) {
    precondition(start >= 0 && start + range.count <= buffer.count)
    // Safe: the target was checked against the buffer, the slice is checked here, and the pointers
    // end with the call.
    unsafe buffer.withUnsafeMutableBytes { target in
      unsafe bytes.withUnsafeBytes { source in
        let part = unsafe UnsafeMutableRawBufferPointer(rebasing: target[start...])
        unsafe part.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[range]))
      }
    }
  }

  // MARK: Time and words

  static func monotonicMilliseconds() -> Int {
    var time = timespec()
    // Safe: the structure is ours and outlives the call.
    _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
  }

  static func unixMilliseconds() -> Int {
    var time = timespec()
    // Safe: as above.
    _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
    return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
  }

  static func sentence(for code: Int32) -> String {
    // Safe: the C library gives a text that ends with a zero, and it is copied at once.
    guard let text = unsafe strerror(code) else { return "error \(code)" }
    return unsafe String(cString: text)
  }

  static func environment(_ name: String) -> String? {
    // Safe: as above; nothing here changes the environment.
    guard let text = unsafe getenv(name) else { return nil }
    return unsafe String(cString: text)
  }
}

// MARK: Files that are replaced

extension Syscalls {
  static func makeFolder(_ path: String, mode: UInt32) throws(Errno) {
    // Safe: the path's bytes are lent for the call.
    _ = try checked { Int(unsafe mkdir(path, mode)) }
  }

  /// Waits for the advisory lock of an open file (`flock(2)`), which ends with its descriptor.
  static func waitForLock(_ number: Int32) throws(Errno) {
    _ = try checked { Int(flock(number, LOCK_EX)) }
  }

  /// The path without links, of what is there (`realpath(3)`).
  static func resolved(_ path: String) -> String? {
    // Safe: the text is the C library's, ends with a zero, is copied, and freed once.
    guard let text = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(text) }
    return unsafe String(cString: text)
  }

  static func currentFolder() throws(Errno) -> String {
    // Safe: as above.
    guard let text = unsafe getcwd(nil, 0) else { throw Errno(errno) }
    defer { unsafe free(text) }
    return unsafe String(cString: text)
  }

  static func isExecutable(_ path: String) -> Bool {
    // Safe: the path's bytes are lent for the call.
    unsafe Glibc.access(path, X_OK) == 0
  }
}

extension FileStatus {
  init(_ status: stat) {
    let kind: Kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .directory
      case S_IFIFO: .pipe
      case S_IFSOCK: .socket
      case S_IFCHR: .characterDevice
      default: .other
      }
    self.init(
      kind: kind, size: Int(status.st_size), device: UInt64(status.st_dev),
      inode: UInt64(status.st_ino), permissions: status.st_mode & 0o777, owner: status.st_uid)
  }
}
