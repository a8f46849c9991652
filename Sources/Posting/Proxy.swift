/// The HTTP proxy that `--proxy` names; it is asked for a tunnel (CONNECT) to the endpoint.
package struct Proxy: Equatable, Sendable {
  /// The whole URL, for libcurl alone: it may hold credentials.
  let url: String
  let host: String
  /// The address, where the host is a literal one.
  package let address: IPAddress?
  /// Host and port, as messages show them.
  package let authority: String

  /// Reads `http://[USER:PASSWORD@]HOST[:PORT]`, or the same with `https`.
  ///
  /// Host and port follow the rules of an ``Endpoint``; libcurl's default port for a proxy, 1080,
  /// is nobody's, so the scheme's own is meant where none is written.
  package init(parsing text: String) throws(EndpointError) {
    var rest = text[...]
    let scheme: String
    let defaultPort: Int
    if rest.lowercased().hasPrefix("https://") {
      (scheme, defaultPort) = ("https", 443)
    } else if rest.lowercased().hasPrefix("http://") {
      (scheme, defaultPort) = ("http", 80)
    } else {
      throw EndpointError("a proxy is written http://HOST:PORT or https://HOST:PORT")
    }
    rest = rest.dropFirst(scheme.utf8.count + 3)
    if rest.last == "/" { rest.removeLast() }
    var credentials = ""
    if let at = rest.lastIndex(of: "@") {
      credentials = String(rest[...at])
      rest = rest[rest.index(after: at)...]
      let isPlain = credentials.utf8.dropLast().allSatisfy {
        isLetterOrDigit($0) || "-._~!$&'()*+,;=:%".utf8.contains($0)
      }
      guard isPlain else {
        throw EndpointError("the proxy's user information must be written with %XX")
      }
    }
    let parts: Endpoint
    do throws(EndpointError) {
      parts = try Endpoint(parsing: "https://" + rest)
    } catch {
      throw EndpointError("the proxy: \(error.message)")
    }
    guard parts.target == "/" else { throw EndpointError("a proxy's URL has no path") }
    let behindHost = rest.first == "[" ? rest.drop { $0 != "]" } : rest
    let hasPort = behindHost.contains(":")
    let port = hasPort ? parts.port : defaultPort
    host = parts.host
    address = parts.address
    authority = (host.contains(":") ? "[\(host)]" : host) + ":\(port)"
    url = "\(scheme)://\(credentials)\(authority)"
  }
}
