package import JSONText

/// Lines out to one reader at a time, over a socket: one that is connected to, or one that readers
/// connect to.
///
/// A reader that is told to stop takes its leave (``Farewell``): what is not written by then is for
/// the reader after it, found at the same address, so that nothing is lost or doubled. One that
/// breaks off is an error, where it was connected to; where readers come by themselves the next one
/// goes on with the first line that was not written whole, and what belongs together with that.
///
/// Nothing here waits.
package final class SocketOutput {
  /// How far it is.
  package enum Step: Sendable {
    case done
    /// To be called again when this is ready, or after so many milliseconds (nil: no such time).
    case wait(Wait.Interest?, milliseconds: Int?)
    /// The reader has taken its leave: ``leaveReader()`` is next, unless this process is to stop,
    /// too: then it may go on writing to it.
    case readerLeaves
  }

  /// What it is called in messages.
  package let name: String

  private let address: Address
  private let connectMilliseconds: Int
  private var listener: Listener?
  private var connecting: Connecting?
  private var connection: FileDescriptor?
  private var number: Int32 = -1
  /// How much of the buffer at hand was taken.
  private var sent = 0
  private var hasServed = false
  private var isLeft = false
  private var isHalfClosed = false
  private var isEnding = false
  private var isUnix = false
  private var deadline: Int?
  /// Why the connection broke, where that was heard before anything was written.
  private var brokenBy: Errno?
  /// Why nothing more can be written: nobody else is to get what the last reader had begun to read.
  private var failure: AddressError?
  /// What is to be said on standard error, not yet taken.
  package var warning: String?

  /// One that is connected to; a reader that is not there is waited for so long.
  package init(connectingTo address: Address, within milliseconds: Int) {
    self.address = address
    name = address.outputName
    connectMilliseconds = milliseconds
  }

  /// One that readers come to; at the end the first of them is waited for so long.
  package init(_ listener: Listener, at address: Address, within milliseconds: Int) {
    self.address = address
    name = address.outputName
    self.listener = listener
    connectMilliseconds = milliseconds
  }

  /// Whether somebody is there to be written to.
  package var isConnected: Bool { connection != nil }

  /// To be waited for while nothing is to be written: the reader says something, or is gone, for
  /// ``look()`` to find out what.
  package var watched: Wait.Interest {
    if connection == nil { return .reading(-1) }
    return isHalfClosed ? .hangUp(number) : .reading(number)
  }

  /// Sees to it that somebody is there; done with it, where readers come by themselves.
  package func open() throws(AddressError) -> Step {
    if listener != nil || connection != nil { return .done }
    return try connect() ?? .done
  }

  /// Writes `buffer` and empties it; `isStopping` says that this process was told to stop.
  ///
  /// What it throws once it throws each time from then on.
  package func write(
    _ buffer: inout LineBuffer, isStopping: Bool
  ) throws(AddressError) -> Step {
    if let failure { throw failure }
    do throws(AddressError) {
      return try writeOn(&buffer, isStopping)
    } catch {
      failure = error
      throw error
    }
  }

  private func writeOn(
    _ buffer: inout LineBuffer, _ isStopping: Bool
  ) throws(AddressError) -> Step {
    while sent < buffer.count {
      if connection == nil {
        if let step = try connect() { return step }
        continue
      }
      if sent == 0 {
        hear()
        if isLeft && !isStopping { return .readerLeaves }
      }
      do throws(Errno) {
        sent += try Syscalls.send(number, buffer.bytes.span, sent..<buffer.count)
      } catch .wouldBlock {
        return .wait(.writing(number), milliseconds: nil)
      } catch {
        try loseReader(error)
        goBackToLine(buffer)
      }
    }
    buffer.removeAll()
    sent = 0
    return .done
  }

  /// Hears what the reader says while nothing is to be written.
  ///
  /// Throws where it broke off, as ``write(_:isStopping:)`` does.
  package func look() throws(AddressError) -> Step {
    guard connection != nil else { return .done }
    hear()
    // It reads no more, whether it has taken its leave or not.
    if Syscalls.isHungUp(number) {
      try loseReader(.brokenPipe)
      return .done
    }
    return isLeft ? .readerLeaves : .done
  }

  /// Leaves a reader that has taken its leave.
  package func leaveReader() {
    guard isLeft else { return }
    dropReader()
  }

  /// Brings everything into the reader's hands, and closes; `isStopping` as in
  /// ``write(_:isStopping:)``.
  package func close(isStopping: Bool) throws(AddressError) -> Step {
    let now = Clock.monotonicMilliseconds()
    if connection == nil, let listener, !hasServed {
      // So that who comes a little later still reads an end, and not that nobody is there.
      let until = deadline ?? now + (isStopping ? 0 : connectMilliseconds)
      deadline = until
      if try connect() != nil && now < until {
        return .wait(.reading(listener.number), milliseconds: until - now)
      }
    }
    if connection != nil {
      if !isEnding { Syscalls.endWriting(number) }
      isEnding = true
      hear()
      if let error = brokenBy ?? Syscalls.pendingError(of: number) {
        dropReader()
        throw AddressError(.cannotUse, "\(name): the reader broke off: \(error)")
      }
      // Closing now would take back what is under way, if the reader said something meanwhile; and
      // nobody would hear of it if the connection broke.
      if !isUnix && Syscalls.unsentBytes(of: number) > 0 {
        return .wait(nil, milliseconds: 5)
      }
      dropReader()
    }
    listener?.close()
    return .done
  }

  // MARK: Readers

  /// Nil once somebody is there.
  private func connect() throws(AddressError) -> Step? {
    if let listener {
      do throws(Errno) {
        guard let reader = try listener.accept() else {
          return .wait(.reading(listener.number), milliseconds: nil)
        }
        take(reader)
        return nil
      } catch {
        throw AddressError(.cannotUse, "\(name): \(error)")
      }
    }
    var attempt = connecting.take() ?? Connecting(to: address, within: connectMilliseconds)
    switch try attempt.step() {
    case .connected(let reader):
      take(reader)
      return nil
    case .wait(let interest, let milliseconds):
      connecting = consume attempt
      return .wait(interest, milliseconds: milliseconds)
    }
  }

  private func take(_ reader: consuming FileDescriptor) {
    number = reader.number
    connection = consume reader
    hasServed = true
    isLeft = false
    isHalfClosed = false
    brokenBy = nil
    isUnix = Syscalls.isUnixSocket(number)
  }

  private func dropReader() {
    Syscalls.endWriting(number)
    connection = nil
    number = -1
  }

  /// Takes in what the reader says; none of it means anything but its leave.
  private func hear() {
    guard !isHalfClosed else { return }
    do throws(Errno) {
      // Who never ends to speak is not to keep us from writing.
      for _ in 0..<8 {
        let word = try connection?.readSome(atMost: 4096) ?? []
        if word.isEmpty {
          isHalfClosed = true
          return
        }
        if word.contains(Farewell.byte) { isLeft = true }
      }
    } catch .wouldBlock {
    } catch {
      isHalfClosed = true
      brokenBy = error
    }
  }

  /// Writing failed, or the connection is closed from the other side.
  private func loseReader(_ error: Errno) throws(AddressError) {
    hear()
    let hasTakenLeave = isLeft
    let error = brokenBy ?? error
    dropReader()
    if hasTakenLeave { return }
    guard listener != nil else {
      throw AddressError(.cannotUse, "\(name): the reader broke off: \(error)")
    }
    warning = "\(name): a reader broke off; lines that were on the way to it may be lost"
  }

  /// The next reader begins with the first line that the last one has not been given whole, or with
  /// those before it that belong together with it.
  private func goBackToLine(_ buffer: LineBuffer) {
    while sent > 0,
      buffer.bytes[sent - 1] != UInt8(ascii: "\n") || buffer.joints.contains(sent)
    {
      sent -= 1
    }
  }
}

/// How a reader that is told to stop takes its leave of who writes to it: it sends this byte, and
/// reads on to the end that it is then given.
///
/// Whoever does not know of it may write on for two seconds.
enum Farewell {
  /// "End of transmission" in ASCII: a terminal shows nothing.
  static let byte: UInt8 = 0x04
}
