// What this module asks of the system and of libcrypto; libcurl is in Unsafe.swift.
internal import CCrypto
internal import Glibc

/// What the system grants this process.
enum Limits {
  /// How many files this process may have open at once, after raising that to `wanted` if it can.
  ///
  /// Safe: the structure is ours and outlives the calls.
  static func openFiles(wanted: Int) -> Int {
    var limit = rlimit()
    guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
      return wanted
    }
    if limit.rlim_cur < wanted {
      limit.rlim_cur = min(rlim_t(wanted), limit.rlim_max)
      unsafe _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
    return Int(clamping: limit.rlim_cur)
  }
}

/// What libcrypto does for signatures.
enum Crypto {
  private static let hashSize = 32

  /// HMAC-SHA256 (RFC 2104) of the message; nil where libcrypto cannot.
  ///
  /// Safe: the pointers end with the call, the counts are the arrays' own, and the result has the
  /// room that a SHA-256 takes.
  static func hmacSHA256(_ message: [UInt8], key: [UInt8]) -> [UInt8]? {
    var hash = [UInt8](repeating: 0, count: hashSize)
    let isDone =
      unsafe HMAC(
        EVP_sha256(), key, Int32(key.count), message, message.count, &hash, nil) != nil
    return isDone ? hash : nil
  }
}

/// What is asked of the sockets that libcurl opened.
enum SocketCall {
  /// The port on this side; nil where the descriptor is no socket of the internet.
  ///
  /// Safe: the structure is ours, and the length says how much it holds.
  static func localPort(of socket: Int32) -> Int32? {
    var address = sockaddr_in6()
    var size = socklen_t(MemoryLayout<sockaddr_in6>.size)
    let result = unsafe withUnsafeMutablePointer(to: &address) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe getsockname(socket, $0, &size)
      }
    }
    guard result == 0, [AF_INET, AF_INET6].contains(Int32(address.sin6_family)) else { return nil }
    // The port stands at the same place in both kinds of address.
    return Int32(UInt16(bigEndian: address.sin6_port))
  }

  /// Those of the sockets on which the other side has said something, its end included.
  ///
  /// Safe: the pointer ends with the call, and the count is the array's.
  static func readable(_ sockets: [Int32]) -> [Int32] {
    var entries = sockets.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    guard unsafe poll(&entries, nfds_t(entries.count), 0) > 0 else { return [] }
    return entries.filter { $0.revents != 0 }.map(\.fd)
  }

  /// Ends a connection without closing the socket: whoever reads from it next finds its end.
  ///
  /// Safe: what is read goes into an array of ours, whose size is told.
  static func end(_ socket: Int32) {
    _ = shutdown(socket, Int32(SHUT_RDWR))
    var unread = [UInt8](repeating: 0, count: 4096)
    while unsafe recv(socket, &unread, unread.count, Int32(MSG_DONTWAIT)) > 0 {}
  }

  /// Corks or uncorks; whether that was possible.
  ///
  /// Safe: the value is ours, and its size is told.
  static func cork(_ socket: Int32, _ isOn: Bool) -> Bool {
    var value: Int32 = isOn ? 1 : 0
    let size = socklen_t(MemoryLayout<Int32>.size)
    return unsafe setsockopt(socket, Int32(IPPROTO_TCP), TCP_CORK, &value, size) == 0
  }
}
