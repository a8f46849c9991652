/// The URL that notifications are posted to.
///
/// It is read by stricter rules than libcurl's own, which takes `https:///x` for a host and
/// `2130706433` for an address: what is written must mean the same to every reader.
package struct Endpoint: Equatable, Sendable {
  /// The host: a name in lower case, or an address without brackets.
  package let host: String
  /// The address, where the host is a literal one.
  package let address: IPAddress?
  package let port: Int
  /// Path and query, as they are sent; at least `/`.
  package let target: String

  /// The longest URL that is taken, in bytes: longer ones meet limits of servers.
  package static let maximumLength = 8192

  /// Reads an absolute `https` URL: a name (ASCII), a dotted quad or a bracketed IPv6 address, an
  /// optional port, path and query.
  ///
  /// Throws a sentence for people, which never shows more of the URL than its host.
  package init(parsing text: String) throws(EndpointError) {
    let bytes = [UInt8](text.utf8)
    if bytes.count > Self.maximumLength {
      throw EndpointError("the URL is longer than \(Self.maximumLength) bytes")
    }
    if let byte = bytes.first(where: { $0 <= 0x20 || $0 == 0x7F }) {
      let what = byte == 0x20 ? "a space: write %20" : "a control character"
      throw EndpointError("the URL holds \(what)")
    }
    try Self.checkScheme(text)
    let rest = text.dropFirst("https://".count)
    let authorityEnd = rest.firstIndex { "/?#\\".contains($0) } ?? rest.endIndex
    (host, address, port) = try Self.readAuthority(rest[..<authorityEnd])
    target = try Self.readTarget(rest[authorityEnd...])
  }

  private static func checkScheme(_ text: String) throws(EndpointError) {
    guard let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://") else {
      throw EndpointError("a URL starts with https:// (@FILE reads it from a file)")
    }
    let scheme = text[..<colon].lowercased()
    if scheme == "http" {
      throw EndpointError(
        "http is not supported, since it would send customers' data in the clear: "
          + "the URL must start with https://")
    }
    guard scheme == "https" else { throw EndpointError("the URL must start with https://") }
  }

  private static func readAuthority(
    _ text: Substring
  ) throws(EndpointError) -> (String, IPAddress?, Int) {
    if text.contains("@") {
      throw EndpointError(
        "the URL holds user information: give credentials with --header @FILE, out of sight")
    }
    if text.first == "[" {
      guard let close = text.firstIndex(of: "]") else {
        throw EndpointError("the URL's '[' is not closed")
      }
      let inside = text[text.index(after: text.startIndex)..<close]
      guard inside.contains(":"), let address = IPAddress(String(inside)) else {
        throw EndpointError("the host [\(shown(inside))] is no IPv6 address (zones are not taken)")
      }
      return (String(inside), address, try readPort(text[text.index(after: close)...]))
    }
    let colon = text.firstIndex(of: ":") ?? text.endIndex
    let host = text[..<colon].lowercased()
    let port = try readPort(text[colon...])
    return (host, try checkHost(host), port)
  }

  private static func readPort(_ text: Substring) throws(EndpointError) -> Int {
    if text.isEmpty { return 443 }
    let digits = text.dropFirst()
    guard text.first == ":", digits.utf8.allSatisfy({ isDigit($0) }), digits.first != "0",
      let port = Int(digits), (1...65535).contains(port)
    else { throw EndpointError("the URL's port is not a number from 1 to 65535") }
    return port
  }

  /// Checks the letters of a host name; returns the address if it is a dotted quad.
  private static func checkHost(_ host: String) throws(EndpointError) -> IPAddress? {
    if host.isEmpty { throw EndpointError("the URL has no host") }
    if host.utf8.contains(where: { $0 >= 0x80 }) {
      throw EndpointError("the host is not ASCII: write its name as xn--…")
    }
    if let address = IPAddress(host) { return address }
    var labels = host.split(separator: ".", omittingEmptySubsequences: false)
    if labels.last?.isEmpty == true { labels.removeLast() }
    let isName =
      host.utf8.count <= 254 && !labels.isEmpty
      && labels.allSatisfy { label in
        (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
          && label.utf8.allSatisfy { isLetterOrDigit($0) || "-_".utf8.contains($0) }
      }
    guard isName, let last = labels.last else {
      throw EndpointError("'\(shown(host[...]))' is no host name")
    }
    let isNumber = last.utf8.allSatisfy { isDigit($0) }
    let isHexNumber = last.hasPrefix("0x") && last.utf8.dropFirst(2).allSatisfy { isHexDigit($0) }
    if isNumber || isHexNumber {
      throw EndpointError(
        "the host \(host) is no address: write four decimal numbers, as in 192.0.2.1")
    }
    return nil
  }

  private static func readTarget(_ text: Substring) throws(EndpointError) -> String {
    if text.contains("#") {
      throw EndpointError("the URL holds a fragment (#…), which is never sent: leave it out")
    }
    var wanted = 0
    for byte in text.utf8 {
      if wanted > 0 {
        guard isHexDigit(byte) else { break }
        wanted -= 1
      } else if byte == UInt8(ascii: "%") {
        wanted = 2
      } else if byte >= 0x80 || "\"<>\\^`{|}".utf8.contains(byte) {
        throw EndpointError("the URL's path or query holds a character that must be written as %XX")
      }
    }
    if wanted > 0 { throw EndpointError("the URL holds a '%' without two hexadecimal digits") }
    return text.first == "/" ? String(text) : "/" + text
  }

  private static func shown(_ text: Substring) -> String { String(text.prefix(80)) }
}

extension Endpoint {
  /// Host and port, as they stand in a URL.
  package var authority: String {
    let name = host.contains(":") ? "[\(host)]" : host
    return port == 443 ? name : "\(name):\(port)"
  }

  /// The whole URL, for libcurl alone.
  package var url: String { "https://\(authority)\(target)" }

  /// The URL as messages may show it: a query is a secret.
  package var shown: String { ShownURL.text(of: url) }
}

/// Why a text is no endpoint: a sentence.
package struct EndpointError: Error, Equatable {
  /// What is wrong, and with which text.
  package var message: String
  init(_ message: String) { self.message = message }
}
