/// Lets the header fields and the body of a request leave together.
///
/// libcurl writes the header fields, then asks for the body and writes that: two segments, and
/// twice the work for both ends, where one would do. Between the two a socket is corked (tcp(7)).
/// Nothing is lost if a cork stays in: the system takes it out after 200 ms.
final class Cork {
  /// The numbers of sockets that were opened; some may be closed, or something else by now.
  private var sockets: Set<Int32> = []
  private var socketOfPort: [Int32: Int32] = [:]
  private var corked: Int32?

  /// Notes a socket that was opened for a connection.
  func note(_ socket: Int32) { sockets.insert(socket) }

  /// A request is about to be written to the connection with this local port.
  ///
  /// libcurl brings a request as far as it goes before it turns to the next one, so that the one
  /// before can be let go.
  func hold(localPort port: Int32) {
    release()
    var found = socketOfPort[port]
    if found.flatMap({ SocketCall.localPort(of: $0) }) != port {
      found = sockets.first { SocketCall.localPort(of: $0) == port }
      socketOfPort[port] = found
    }
    guard let found, SocketCall.cork(found, true) else { return }
    corked = found
  }

  /// Everything that can be written now is.
  func release() {
    if let corked { _ = SocketCall.cork(corked, false) }
    corked = nil
  }
}
