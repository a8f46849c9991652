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
    do throws(Errno) {
      guard let feed = try ProcessPipe.holding(input) else { throw .wouldBlock }
      var answers = try ProcessPipe()
      var complaints = try ProcessPipe()
      guard let answer = answers.reading.take(), let complaint = complaints.reading.take(),
        let answerEnd = answers.writing.take(), let complaintEnd = complaints.writing.take()
      else { return }
      var descriptors = ChildProcess.Descriptors()
      descriptors.input = feed.number
      descriptors.output = answerEnd.number
      descriptors.error = complaintEnd.number
      descriptors.others = others
      session.signals.catchEndedChildren()
      var child = try ChildProcess(starting: path, arguments, descriptors)
      try answerEnd.close()
      try complaintEnd.close()
      var isAnswering = true
      var isComplaining = true
      while isAnswering || isComplaining || child.ending == nil {
        let ready = try Wait.forAny(
          [
            .reading(isAnswering ? answer.number : -1),
            .reading(isComplaining ? complaint.number : -1),
            .reading(session.signals.descriptor),
          ], milliseconds: nil)
        if ready[0] { isAnswering = try Self.take(from: answer, &output) }
        if ready[1] { isComplaining = try Self.take(from: complaint, &errors) }
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

  /// False at the end.
  private static func take(
    from descriptor: borrowing FileDescriptor, _ bytes: inout [UInt8]
  ) throws(Errno) -> Bool {
    let some = try descriptor.readSome(atMost: 64 * 1024)
    bytes += some.prefix(max(0, limit - bytes.count))
    return !some.isEmpty
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
