/// A connection that is being made, tried again until there is somebody to take it or the time is
/// over.
///
/// Nothing here waits: ``step()`` says what for, and how long.
package struct Connecting: ~Copyable {
  /// How it stands.
  package enum Step: ~Copyable {
    case connected(FileDescriptor)
    /// To be called again when this is ready, or after so many milliseconds.
    case wait(Wait.Interest?, milliseconds: Int)
  }

  private static let pauseMilliseconds = 50

  private let address: Address
  private let deadline: Int
  private let patience: Int
  /// Of the host's addresses, the one that is tried.
  private var index: Int32 = 0
  private var attempt: FileDescriptor?
  private var reason = ""

  /// Begins; within so many milliseconds it must have been made (0: one try).
  package init(to address: Address, within milliseconds: Int) {
    self.address = address
    patience = milliseconds
    deadline = Clock.monotonicMilliseconds() + milliseconds
  }

  /// Goes on.
  ///
  /// Throws ``AddressError/Kind/unavailable`` when the time is over, or at once where waiting
  /// cannot help.
  package mutating func step() throws(AddressError) -> Step {
    switch address {
    case .unix(let path): try step(path)
    case .tcp(let host, let port): try step(host, port)
    case .standard, .file, .descriptor, .unixListen, .tcpListen:
      preconditionFailure("\(address.inputName) is no address to connect to")
    }
  }

  private mutating func step(_ path: String) throws(AddressError) -> Step {
    do throws(Errno) {
      let descriptor = FileDescriptor(adopting: try Syscalls.unixSocket())
      try Syscalls.connectUnix(descriptor.number, path)
      return .connected(descriptor)
    } catch {
      // Would block: whoever listens has as many waiting as it may have.
      guard [.notThere, .refused, .wouldBlock].contains(error) else {
        throw AddressError(.unavailable, "\(address.inputName): cannot connect: \(error)")
      }
      return try again(because: error == .wouldBlock ? "too many wait there" : "\(error)")
    }
  }

  private mutating func step(_ host: String, _ port: UInt16) throws(AddressError) -> Step {
    if let descriptor = attempt.take() {
      if try !isReady(descriptor.number) {
        let left = deadline - Clock.monotonicMilliseconds()
        if left <= 0 { return try again(because: "no answer") }
        let number = descriptor.number
        attempt = consume descriptor
        return .wait(.writing(number), milliseconds: left)
      }
      var error = Syscalls.pendingError(of: descriptor.number)
      // Where nobody listens on a port that the system gives out, it may be given to us: TCP then
      // connects us to ourselves, and keeps from the port who is to listen there.
      if error == nil, Syscalls.isOwnPeer(descriptor.number) { error = .refused }
      guard let error else {
        Syscalls.setConnectionOptions(descriptor.number)
        return .connected(descriptor)
      }
      reason = "\(error)"
      index += 1
    }
    let target: Syscalls.TCPAddress?
    do throws(Syscalls.NameError) {
      target = try Syscalls.address(Address.bare(host), port, index: index)
    } catch {
      return try again(because: error.reason)
    }
    guard let target else { return try again(because: reason) }
    do throws(Errno) {
      let descriptor = FileDescriptor(adopting: try Syscalls.socket(target.family))
      do throws(Errno) {
        try Syscalls.connect(descriptor.number, target)
      } catch .inProgress {
        // Its end is waited for.
      }
      attempt = consume descriptor
    } catch {
      reason = "\(error)"
      index += 1
    }
    return .wait(nil, milliseconds: 0)
  }

  private func isReady(_ number: Int32) throws(AddressError) -> Bool {
    do throws(Errno) {
      return try Wait.isWritable(number)
    } catch {
      throw AddressError(.unavailable, "\(address.inputName): cannot connect: \(error)")
    }
  }

  private mutating func again(because reason: String) throws(AddressError) -> Step {
    index = 0
    let left = deadline - Clock.monotonicMilliseconds()
    if left <= 0 {
      let waited = patience > 0 ? " (tried for \(patience) ms)" : ""
      throw AddressError(
        .unavailable, "\(address.inputName): cannot connect: \(reason)\(waited)")
    }
    return .wait(nil, milliseconds: min(left, Self.pauseMilliseconds))
  }
}
