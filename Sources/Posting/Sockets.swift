/// What is done to the sockets below libcurl, between one request and the next.
///
/// A kept connection that the server closed in good order, with a word of TLS before its end, looks
/// alive to libcurl, which would write the next request into it and lose it. Whoever says anything
/// before being asked has closed, or is broken: such connections are ended here, and libcurl, which
/// sees an end, takes a fresh one.
///
/// And the header fields and the body of a request leave together. libcurl writes them one after
/// the other, which would be two segments and twice the work for both ends; between the two the
/// socket is corked (tcp(7)). Nothing is lost if a cork stays in: the system takes it out after
/// 200 ms.
final class Sockets {
  /// A connection that has had a request.
  private struct Kept {
    let socket: Int32
    /// The number of the request that it had last.
    var request: Int
    var isIdle = false
  }

  /// The sockets that were opened and have had no request yet; some may be closed by now.
  private var fresh: Set<Int32> = []
  /// The others, by their port on this side; some may be closed by now.
  private var kept: [Int32: Kept] = [:]
  private var requests = 0
  private var corked: Int32?

  /// Notes a socket that was opened for a connection.
  func note(_ socket: Int32) {
    // Its number may have been another's, which is closed.
    kept = kept.filter { $0.value.socket != socket }
    fresh.insert(socket)
  }

  /// A request is about to be written to the connection with this port on this side; gives it a
  /// number for ``end(_:localPort:)``.
  ///
  /// libcurl brings a request as far as it goes before it turns to the next one, so that the one
  /// before can be let go.
  func begin(localPort port: Int32) -> Int {
    release()
    requests += 1
    if let socket = socket(localPort: port) {
      kept[port] = Kept(socket: socket, request: requests)
      if SocketCall.cork(socket, true) { corked = socket }
    }
    return requests
  }

  private func socket(localPort port: Int32) -> Int32? {
    // That it still is the same socket is looked at before anything is done that matters.
    if let known = kept[port]?.socket { return known }
    let found = fresh.first { SocketCall.localPort(of: $0) == port }
    if let found { fresh.remove(found) }
    return found
  }

  /// Everything that can be written now is.
  func release() {
    if let corked { _ = SocketCall.cork(corked, false) }
    corked = nil
  }

  /// A request is over; its connection is idle, unless it has had another one since.
  func end(_ request: Int, localPort port: Int32) {
    if kept[port]?.request == request { kept[port]?.isIdle = true }
  }

  /// Ends the connections that were closed, or spoken into, while they were idle.
  func endWhatIsNotQuiet() {
    let idle = kept.filter { $0.value.isIdle }
    if idle.isEmpty { return }
    let readable = Set(SocketCall.readable(idle.map(\.value.socket)))
    for (port, connection) in idle where readable.contains(connection.socket) {
      kept[port] = nil
      // The number may be another file's by now.
      if SocketCall.localPort(of: connection.socket) == port { SocketCall.end(connection.socket) }
    }
  }
}
