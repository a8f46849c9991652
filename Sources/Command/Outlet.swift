import JSONText
import Streams

/// An output of a session, whatever it leads to.
///
/// A pipe, a file or an inherited descriptor blocks where it must; a socket is waited for together
/// with the signals.
final class Outlet {
  /// A reader that takes its leave is left after this time, unless a signal asks us to stop, too.
  private static let leaveMilliseconds = 100

  let name: String
  private var sink: LineSink?
  private let socket: SocketOutput?
  private let number: Int32

  /// Opens it, and waits for nobody: a file is emptied unless `purpose` is to append to it.
  init(
    _ address: Address, _ purpose: FileDescriptor.Purpose, in session: Session
  ) throws(Ending) {
    name = address.outputName
    let options = session.options
    do throws(AddressError) {
      if address != .standard && address.isListening {
        let listener = try address.listen(mode: options.socketMode)
        socket = SocketOutput(listener, at: address, within: options.connectMilliseconds)
        number = -1
      } else if address.isConnecting {
        socket = SocketOutput(connectingTo: address, within: options.connectMilliseconds)
        number = -1
      } else {
        let descriptor = try address.openForWriting(purpose)
        number = descriptor.number
        sink = LineSink(descriptor, name: name)
        socket = nil
      }
    } catch {
      throw .failed(Failure(error))
    }
  }

  /// Waits until the reader is there, where one is connected to.
  func waitForReader(in session: Session) throws(Ending) {
    guard let socket else { return }
    while case .wait(let interest, let milliseconds) = try asking({ () throws(AddressError) in
      try socket.open()
    }) {
      try session.wait(for: interest, milliseconds: milliseconds)
      if let signal = session.stopSignal { throw .signalled(signal) }
    }
  }

  /// To be waited for while nothing is written, for ``look(in:)`` to find out what it means.
  var watched: Wait.Interest { socket?.watched ?? .reading(-1) }

  /// Writes all of `buffer`, and empties it.
  ///
  /// Throws ``Ending/readerGone`` where that is a pipe's.
  func write(_ buffer: inout LineBuffer, in session: Session) throws(Ending) {
    if socket == nil { return try writeToSink(&buffer, in: session) }
    while let pause = try writeToSocket(&buffer, in: session) {
      try session.wait(for: pause.interest, milliseconds: pause.milliseconds)
    }
  }

  /// As ``write(_:in:)``, but waits for nobody: gives what is to be waited for where something is
  /// left; a pipe takes a piece of up to `PIPE_BUF` bytes at once (pipe(7)).
  func writeWhatCanBe(
    _ buffer: inout LineBuffer, in session: Session
  ) throws(Ending) -> Wait.Pause? {
    if socket != nil { return try writeToSocket(&buffer, in: session) }
    let interest = Wait.Interest.writing(number)
    let isReady = (try? Wait.isReady(interest)) ?? true
    guard buffer.isEmpty || isReady else { return Wait.Pause(interest, milliseconds: nil) }
    try writeToSink(&buffer, in: session)
    return nil
  }

  private func writeToSink(
    _ buffer: inout LineBuffer, in session: Session
  ) throws(Ending) {
    var written = 0
    while written < buffer.count {
      do throws(Errno) {
        written += try sink?.write(buffer.bytes.span, written..<buffer.count) ?? buffer.count
      } catch .brokenPipe {
        throw .readerGone
      } catch {
        throw .failed(Failure(.io, "\(name): \(error)"))
      }
      if written < buffer.count { try session.wait(for: .writing(number), milliseconds: nil) }
    }
    buffer.removeAll()
  }

  /// Writes what the reader takes at once; what to wait for, where something is left.
  private func writeToSocket(
    _ buffer: inout LineBuffer, in session: Session
  ) throws(Ending) -> Wait.Pause? {
    while let socket {
      let isStopping = session.stopSignal != nil
      let step: SocketOutput.Step
      do throws(AddressError) {
        step = try socket.write(&buffer, isStopping: isStopping)
      } catch {
        throw .failed(Failure(error))
      }
      tellWarning(in: session)
      switch step {
      case .done: return nil
      case .readerLeaves: try leave(socket, in: session)
      case .wait(let interest, let milliseconds):
        let patience = socket.isConnected ? nil : session.stopPatience
        if patience == 0 {
          throw .failed(
            Failure(.io, "\(name): nobody is there to read the last \(buffer.count) bytes"))
        }
        return Wait.Pause(
          interest, milliseconds: [milliseconds, patience].compactMap(\.self).min())
      }
    }
    return nil
  }

  /// Finds out what ``watched`` means: a reader may take its leave, or have broken off.
  func look(in session: Session) throws(Ending) {
    guard let socket else { return }
    let step = try asking { () throws(AddressError) in try socket.look() }
    tellWarning(in: session)
    if case .readerLeaves = step { try leave(socket, in: session) }
  }

  /// Waits until what was written to a file is on the disk (`fsync(2)`).
  func synchronize() throws(Ending) {
    do throws(Errno) {
      try sink?.synchronize()
    } catch {
      throw .failed(Failure(.io, "\(name): \(error)"))
    }
  }

  /// Closes: what was written is now the system's or the reader's, or it is an error.
  ///
  /// With `isHurried` nobody is waited for who was not there.
  func close(in session: Session, isHurried: Bool) throws(Ending) {
    do throws(Errno) {
      try sink.take()?.close()
    } catch {
      throw .failed(Failure(.io, "\(name): \(error)"))
    }
    guard let socket else { return }
    while true {
      let isStopping = isHurried || session.stopSignal != nil
      let step = try asking { () throws(AddressError) in try socket.close(isStopping: isStopping) }
      guard case .wait(let interest, let milliseconds) = step, session.stopPatience != 0 else {
        return
      }
      try session.wait(for: interest, milliseconds: milliseconds)
    }
  }

  /// Who is told to stop together with its reader still has it for its last lines.
  private func leave(_ socket: SocketOutput, in session: Session) throws(Ending) {
    let until = Clock.monotonicMilliseconds() + Self.leaveMilliseconds
    while session.stopSignal == nil {
      let left = until - Clock.monotonicMilliseconds()
      if left <= 0 { return socket.leaveReader() }
      try session.wait(for: nil, milliseconds: left)
    }
  }

  private func tellWarning(in session: Session) {
    guard let warning = socket?.warning else { return }
    socket?.warning = nil
    session.tellAside { $0.warn(warning) }
  }

  private func asking(
    _ body: () throws(AddressError) -> SocketOutput.Step
  ) throws(Ending) -> SocketOutput.Step {
    do throws(AddressError) { return try body() } catch { throw .failed(Failure(error)) }
  }
}
