// The calls of sockets, epoll(7) and timers, and those that a signal may end; the fence of `Syscalls.swift` around them.

import CSystem
import Glibc

extension Syscalls {
  static let refused = ECONNREFUSED
  static let reset = ECONNRESET
  static let inProgress = EINPROGRESS
  static let addressInUse = EADDRINUSE
  static let tooMany = EMFILE
  static let tooManyInSystem = ENFILE
  static let aborted = ECONNABORTED

  static func socket(_ family: Int32) throws(Errno) -> Int32 {
    Int32(try checked { Int(mrr_socket(family)) })
  }

  static func unixSocket() throws(Errno) -> Int32 { try socket(AF_UNIX) }

  static func setMode(of number: Int32, _ mode: UInt32) throws(Errno) {
    _ = try checked { Int(fchmod(number, mode)) }
  }

  // The paths below are lent for the calls, and shorter than an address holds.

  static func setMode(at path: String, _ mode: UInt32) throws(Errno) {
    _ = try checked { Int(unsafe chmod(path, mode)) }
  }

  static func bindUnix(_ number: Int32, _ path: String) throws(Errno) {
    _ = try checked { Int(unsafe mrr_bind_unix(number, path)) }
  }

  static func connectUnix(_ number: Int32, _ path: String) throws(Errno) {
    _ = try checked { Int(unsafe mrr_connect_unix(number, path)) }
  }

  /// An address of TCP, as the system keeps it.
  struct TCPAddress {
    fileprivate var storage = sockaddr_storage()
    fileprivate var length: Int32 = 0

    var family: Int32 { Int32(storage.ss_family) }
  }

  /// The address of `host` and `port` with this index; nil behind the last one.
  ///
  /// Throws the sentence of `gai_strerror(3)` where the name leads nowhere.
  static func address(
    _ host: String, _ port: UInt16, index: Int32
  ) throws(NameError) -> TCPAddress? {
    var address = TCPAddress()
    // Safe: the structure is ours and large enough for every family, the texts are lent.
    address.length = unsafe mrr_tcp_address(host, String(port), index, &address.storage)
    if address.length < 0 {
      // Safe: the C library's own text, which never goes away, is copied.
      let text = unsafe gai_strerror(address.length).map { unsafe String(cString: $0) }
      throw NameError(reason: text ?? "error \(address.length)")
    }
    return address.length == 0 ? nil : address
  }

  /// Why a host's name leads nowhere.
  struct NameError: Error {
    var reason: String
  }

  // The addresses below are ours and outlive the calls.

  static func bind(_ number: Int32, _ address: TCPAddress) throws(Errno) {
    var address = address
    _ = try checked { Int(unsafe mrr_bind_tcp(number, &address.storage, address.length)) }
  }

  static func connect(_ number: Int32, _ address: TCPAddress) throws(Errno) {
    var address = address
    _ = try checked { Int(unsafe mrr_connect_tcp(number, &address.storage, address.length)) }
  }

  static func closeOnExec(_ number: Int32) { _ = fcntl(number, F_SETFD, FD_CLOEXEC) }

  /// How wide a terminal is, where that is known.
  static func columns(of terminal: Int32) -> Int? {
    let columns = Int(mrr_columns(terminal))
    return columns > 0 ? columns : nil
  }

  /// Takes the advisory lock of an open file (`flock(2)`) if it is free.
  static func tryLock(_ number: Int32) -> Bool { flock(number, LOCK_EX | LOCK_NB) == 0 }

  static func setConnectionOptions(_ number: Int32) { mrr_set_tcp_options(number) }

  static func listen(_ number: Int32) throws(Errno) {
    _ = try checked { Int(Glibc.listen(number, 4096)) }
  }

  /// Takes the next client in, on a descriptor that does not block.
  static func accept(_ listener: Int32) throws(Errno) -> Int32 {
    Int32(try checked { Int(mrr_accept(listener)) })
  }

  /// What became of a connection that was begun: nil where it is up.
  static func pendingError(of number: Int32) -> Errno? {
    let code = mrr_socket_option(number, SO_ERROR)
    return code == 0 ? nil : Errno(code)
  }

  /// The family of a socket; nil for what is none.
  static func family(of number: Int32) -> Int32? {
    let family = mrr_socket_option(number, SO_DOMAIN)
    return family == -1 ? nil : family
  }

  /// Whether a TCP socket is connected to itself.
  static func isOwnPeer(_ number: Int32) -> Bool { mrr_is_own_peer(number) != 0 }

  static func isUnixSocket(_ number: Int32) -> Bool { family(of: number) == AF_UNIX }

  /// No more is written to the other side, which reads an end.
  static func endWriting(_ number: Int32) { _ = shutdown(number, Int32(SHUT_WR)) }

  /// No more is taken from the other side, whose writes fail; what it wrote before can be read, on
  /// a Unix socket.
  static func endReading(_ number: Int32) { _ = shutdown(number, Int32(SHUT_RD)) }

  /// Whether the other side closed altogether, or the connection broke.
  static func isHungUp(_ number: Int32) -> Bool { mrr_is_hung_up(number) != 0 }

  /// How many bytes are on their way.
  static func unsentBytes(of number: Int32) -> Int { Int(mrr_unsent(number)) }

  /// One `send(2)` of `bytes[range]`, which raises no SIGPIPE.
  static func send(
    _ number: Int32, _ bytes: Span<UInt8>, _ range: Range<Int>
  ) throws(Errno) -> Int {
    let part = bytes.extracting(range)
    return try checked {
      // Safe: the pointer ends with the call.
      unsafe part.withUnsafeBufferPointer { unsafe mrr_send(number, $0.baseAddress, $0.count) }
    }
  }

  // MARK: Calls that a signal ends

  static let interrupted = EINTR

  /// From now on a caught signal ends a call that blocks.
  static func letInterrupt(_ number: Int32) { _ = mrr_let_interrupt(number) }

  /// One `write(2)` of `bytes[range]`, not made again where such a signal ended it.
  static func writeUnlessInterrupted(
    _ number: Int32, _ bytes: Span<UInt8>, _ range: Range<Int>
  ) throws(Errno) -> Int {
    let part = bytes.extracting(range)
    // Safe: the pointer ends with the call.
    let result = unsafe part.withUnsafeBufferPointer {
      unsafe Glibc.write(number, $0.baseAddress, $0.count)
    }
    if result != -1 { return result }
    throw Errno(errno)
  }

  // MARK: Sets of descriptors, and timers

  static func makeSet() throws(Errno) -> Int32 { Int32(try checked { Int(mrr_epoll()) }) }

  static func add(_ number: Int32, to set: Int32) throws(Errno) {
    _ = try checked { Int(mrr_epoll_add(set, number)) }
  }

  static func remove(_ number: Int32, from set: Int32) throws(Errno) {
    _ = try checked { Int(mrr_epoll_remove(set, number)) }
  }

  /// One of the set that can be read, each in its turn; nil where none can.
  static func nextReady(in set: Int32) throws(Errno) -> Int32? {
    let number = try checked { Int(mrr_epoll_next(set)) }
    return number < 0 ? nil : Int32(number)
  }

  static func makeTimer() throws(Errno) -> Int32 { Int32(try checked { Int(mrr_timer()) }) }

  static func setTimer(_ number: Int32, milliseconds: Int) throws(Errno) {
    _ = try checked { Int(mrr_set_timer(number, Int64(milliseconds))) }
  }

  /// How many descriptors this process may have open, once it has asked for all it can get.
  static func raiseDescriptorLimit() -> Int { Int(mrr_raise_descriptor_limit()) }

  /// The index of the last `byte` in `buffer[range]` (`memrchr(3)`).
  static func lastIndex(of byte: UInt8, in buffer: [UInt8], _ range: Range<Int>) -> Int? {
    precondition(range.upperBound <= buffer.count)
    // Safe: the range was checked against the buffer, the pointers end with the call.
    return unsafe buffer.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress,
        let hit = unsafe mrr_last(base + range.lowerBound, Int32(byte), range.count)
      else { return nil }
      return unsafe UnsafeRawPointer(hit) - base
    }
  }
}
