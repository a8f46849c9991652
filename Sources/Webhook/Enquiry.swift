import Command
import Streams

/// A stage's program run to its end over a few bytes, and what it said.
struct Enquiry {
  let program: StageProgram
  /// What it wrote, as far as anybody could want it.
  private(set) var output: [UInt8] = []
  private(set) var errors: [UInt8] = []
  /// How it ended; a signal is a fault of it.
  private(set) var status = ExitStatus.software

  private static let limit = 256 * 1024

  /// Runs it; a signal to stop ends it too.
  init(
    _ program: StageProgram, _ arguments: [String], descriptors others: [Int32] = [],
    input: [UInt8] = [], _ session: Session
  ) throws(Ending) {
    self.program = program
    let path = try WebhookCommand.calling { () throws(Failure) in try program.path() }
    session.signals.catchEndedChildren()
    do throws(Errno) {
      var answers = try ProcessPipe()
      var complaints = try ProcessPipe()
      var descriptors = ChildProcess.Descriptors()
      descriptors.output = answers.writing?.number ?? -1
      descriptors.error = complaints.writing?.number ?? -1
      descriptors.others = others
      guard let feed = try ProcessPipe.holding(input) else { throw Errno.wouldBlock }
      descriptors.input = feed.number
      var child = try ChildProcess(starting: path, arguments, descriptors)
      // Closed by hand, so that they are open until here.
      try feed.close()
      try answers.writing.take()?.close()
      try complaints.writing.take()?.close()
      while answers.reading != nil || complaints.reading != nil || child.ending == nil {
        let ready = try Wait.forAny(
          [
            .reading(answers.reading?.number ?? -1), .reading(complaints.reading?.number ?? -1),
            .reading(session.signals.descriptor),
          ], milliseconds: nil)
        if ready[0] { try Self.take(from: &answers, &output) }
        if ready[1] { try Self.take(from: &complaints, &errors) }
        if ready[2] { session.takeSignals() }
        if session.stopSignal != nil { child.terminate() }
        child.look()
      }
      if case .status(let number) = child.ending {
        status = ExitStatus(rawValue: number) ?? .software
      }
    } catch {
      throw .failed(Failure(.io, "\(program.rawValue) cannot be run: \(error)"))
    }
    if let signal = session.stopSignal { throw .signalled(signal) }
  }

  /// Takes what is there; closes the pipe at its end.
  private static func take(
    from pipe: inout ProcessPipe, _ bytes: inout [UInt8]
  ) throws(Errno) {
    let some = try pipe.reading?.readSome(atMost: 64 * 1024) ?? []
    bytes += some.prefix(max(0, limit - bytes.count))
    if some.isEmpty { pipe.reading = nil }
  }

  /// What it complained of, a sentence each, without its name.
  var complaints: [String] {
    let prefix = program.rawValue + ": "
    let suffix = " (try --help)"
    return String(decoding: errors, as: UTF8.self).split(separator: "\n").map { line in
      var text = line.hasPrefix(prefix) ? line.dropFirst(prefix.count) : line
      if text.hasSuffix(suffix) { text.removeLast(suffix.count) }
      return Self.withoutPipes(text)
    }
  }

  /// A sentence about a line of a pipe's, without the pipe (``PostArguments``) and the line, which
  /// mean nothing to anybody else.
  private static func withoutPipes(_ sentence: Substring) -> String {
    var parts = sentence.split(separator: ": ", omittingEmptySubsequences: false)
    guard let pipe = parts.firstIndex(where: { $0.hasPrefix("/dev/fd/") }) else {
      return String(sentence)
    }
    parts.remove(at: pipe)
    if pipe < parts.count, parts[pipe].hasPrefix("line ") { parts.remove(at: pipe) }
    return parts.joined(separator: ": ")
  }

  /// Throws what it complained of, unless it ended well.
  func mustBeGood() throws(Ending) {
    guard status != .ok else { return }
    let sentence = complaints.isEmpty ? "it said nothing" : complaints.joined(separator: "; ")
    throw .failed(
      Failure(status, status == .software ? "\(program.rawValue) failed: \(sentence)" : sentence))
  }
}
