/// Where data come from or go to, as it is written on the command line.
package enum Address: Sendable, Equatable {
  /// `-`: standard input or output.
  case standard
  case file(String)
  /// `fd:N`: a descriptor that was inherited.
  case descriptor(Int32)
  /// `unix:PATH`: connect to a Unix stream socket.
  case unix(String)
  /// `unix-listen:PATH`: bind one, and listen.
  case unixListen(String)
  /// `tcp:HOST:PORT`
  case tcp(host: String, port: UInt16)
  /// `tcp-listen:HOST:PORT`, on a loopback address.
  case tcpListen(host: String, port: UInt16)

  /// Reads the written form; touches nothing outside.
  package init(_ text: String) throws(AddressError) {
    if text == "-" {
      self = .standard
    } else if let rest = Self.rest(of: text, behind: "fd:") {
      guard let number = Int32(rest), number >= 0, rest.allSatisfy(\.isASCIIDigit) else {
        throw AddressError(.usage, "\(text): expected a descriptor's number, as in fd:3")
      }
      self = .descriptor(number)
    } else if let path = Self.rest(of: text, behind: "unix:") {
      self = .unix(try Self.socketPath(path, in: text))
    } else if let path = Self.rest(of: text, behind: "unix-listen:") {
      self = .unixListen(try Self.socketPath(path, in: text))
    } else if let rest = Self.rest(of: text, behind: "tcp:") {
      let (host, port) = try Self.hostAndPort(rest, in: text)
      self = .tcp(host: host, port: port)
    } else if let rest = Self.rest(of: text, behind: "tcp-listen:") {
      let (host, port) = try Self.hostAndPort(rest, in: text)
      guard Self.isLoopback(host) else {
        throw AddressError(
          .usage,
          "\(text): listens on loopback addresses only (127.0.0.1, [::1], localhost); "
            + "beyond the machine, put ssh -L, stunnel or socat before it")
      }
      self = .tcpListen(host: host, port: port)
    } else if text.isEmpty {
      throw AddressError(.usage, "an address may not be empty")
    } else {
      self = .file(text)
    }
  }

  /// How messages call it as an input.
  package var inputName: String { self == .standard ? "<stdin>" : written }

  /// How messages call it as an output.
  package var outputName: String { self == .standard ? "<stdout>" : written }

  private var written: String {
    switch self {
    case .standard: "-"
    case .file(let path): path
    case .descriptor(let number): "fd:\(number)"
    case .unix(let path): "unix:\(path)"
    case .unixListen(let path): "unix-listen:\(path)"
    case .tcp(let host, let port): "tcp:\(host):\(port)"
    case .tcpListen(let host, let port): "tcp-listen:\(host):\(port)"
    }
  }

  /// Whether clients come to it as long as it is there: such an input never ends.
  package var isListening: Bool {
    switch self {
    case .unixListen, .tcpListen: true
    case .standard: Syscalls.isListening(StandardDescriptors.input)
    case .descriptor(let number): Syscalls.isListening(number)
    case .file, .unix, .tcp: false
    }
  }

  /// Whether it is a socket that somebody else listens on.
  package var isConnecting: Bool {
    switch self {
    case .unix, .tcp: true
    case .standard, .file, .descriptor, .unixListen, .tcpListen: false
    }
  }

  /// A host's name or address without the brackets that an IPv6 address has here.
  static func bare(_ host: String) -> String {
    host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
  }

  private static func rest(of text: String, behind prefix: String) -> String? {
    text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : nil
  }

  /// The longest path that a socket's address holds (`sun_path`, unix(7)), its final zero counted.
  private static let socketPathSize = 108

  private static func socketPath(_ path: String, in text: String) throws(AddressError) -> String {
    guard !path.isEmpty else { throw AddressError(.usage, "\(text): a path is missing") }
    guard path.utf8.count < socketPathSize else {
      throw AddressError(
        .usage,
        "\(text): a socket's path may have \(socketPathSize - 1) bytes, this one has "
          + "\(path.utf8.count)")
    }
    return path
  }

  private static func hostAndPort(
    _ rest: String, in text: String
  ) throws(AddressError) -> (String, UInt16) {
    guard let colon = rest.lastIndex(of: ":"), colon > rest.startIndex,
      let port = UInt16(rest[rest.index(after: colon)...]), port > 0,
      rest[rest.index(after: colon)...].allSatisfy(\.isASCIIDigit)
    else {
      throw AddressError(.usage, "\(text): expected HOST:PORT, with a port from 1 to 65535")
    }
    let host = String(rest[..<colon])
    if host.contains(":") && !(host.hasPrefix("[") && host.hasSuffix("]")) {
      throw AddressError(.usage, "\(text): an IPv6 address stands in brackets, as in [::1]:9000")
    }
    return (host, port)
  }

  private static func isLoopback(_ host: String) -> Bool {
    if host == "localhost" || host == "[::1]" { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }
}

/// Why an address cannot be used.
package struct AddressError: Error, Equatable {
  /// What stands in the way.
  package enum Kind: Sendable {
    /// It makes no sense.
    case usage
    /// What it names is not there or cannot be opened.
    case cannotOpen
    /// It is open, but not for what is wanted of it; or it broke off.
    case cannotUse
    /// A socket that is in use, or that nobody listens on.
    case unavailable
  }

  /// How the program is to end because of it.
  package var kind: Kind
  /// A sentence that names the address.
  package var message: String

  package init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }
}

extension Character {
  fileprivate var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}
