import Command
import Streams

/// The stages as running programs, each reading what the one before it writes: filter, group, post.
///
/// The receipts that `mrr-post` writes go where our own output goes, complaints where ours go.
final class Pipeline {
  /// One of the programs, as it runs.
  struct Stage {
    let program: StageProgram
    fileprivate(set) var process: ChildProcess
  }

  /// In the order in which data meet them.
  private(set) var stages: [Stage] = []
  /// Whether notifications go through a queue: then what is not sent yet waits there.
  let isQueued: Bool
  /// Whether ``stopPosting()`` was called.
  private(set) var wasPostingStopped = false
  /// Where the filter reads from; nil once it is closed.
  private var input: FileDescriptor?
  /// What the group writes, and `mrr-post` reads; nil when all of it was read.
  ///
  /// Read here only when `mrr-post` has ended.
  private var remainder: FileDescriptor?

  /// Starts the programs with `settings`, which have a target; `shared` options are for each.
  init(_ settings: WebhookSettings, shared: [String]) throws(Failure) {
    isQueued = settings.queue != nil
    let queue = settings.queue.map { ["--queue", $0] } ?? []
    let post = try PostArguments(
      shared + queue, to: settings.target ?? "", by: settings.connection)
    let paths = try StageProgram.allCases.map { program throws(Failure) in try program.path() }
    do throws(Errno) {
      var first = try ProcessPipe()
      var second = try ProcessPipe()
      var third = try ProcessPipe()
      // Each end is closed by hand when who needs it has it: until then it must be open.
      try start(
        .filter, at: paths[0], shared + settings.filterOptions, input: first.reading?.number,
        output: second.writing?.number)
      try first.reading.take()?.close()
      try second.writing.take()?.close()
      try start(
        .group, at: paths[1], shared, input: second.reading?.number,
        output: third.writing?.number)
      try second.reading.take()?.close()
      try third.writing.take()?.close()
      let end = third.reading?.number ?? -1
      remainder = try FileDescriptor(duplicating: end)
      try withExtendedLifetime(post) { () throws(Errno) in
        try start(.post, at: paths[2], post.arguments, input: end, others: post.descriptors)
      }
      try third.reading.take()?.close()
      input = first.writing.take()
      try input?.neverBlock()
    } catch {
      throw Failure(.io, "the pipe cannot be started: \(error)")
    }
  }

  private func start(
    _ program: StageProgram, at path: String, _ arguments: [String], input: Int32?,
    output: Int32? = nil, others: [Int32] = []
  ) throws(Errno) {
    var descriptors = ChildProcess.Descriptors()
    descriptors.input = input ?? -1
    descriptors.output = output ?? -1
    descriptors.others = others
    stages.append(
      Stage(program: program, process: try ChildProcess(starting: path, arguments, descriptors)))
  }

  // MARK: How it stands

  /// Looks which of the programs have ended.
  func look() {
    for index in stages.indices { stages[index].process.look() }
  }

  /// Whether a program has ended.
  func hasEnded(_ program: StageProgram) -> Bool {
    stages.allSatisfy { $0.program != program || $0.process.ending != nil }
  }

  /// Whether one of the programs has ended.
  var isBroken: Bool { stages.contains { $0.process.ending != nil } }

  /// Whether all of them have, and nothing is left between them.
  var isOver: Bool { remainder == nil && stages.allSatisfy { $0.process.ending != nil } }

  // MARK: Its input

  /// To be waited for before ``give(_:from:)``; -1 when nothing can be given.
  var inputNumber: Int32 { input?.number ?? -1 }

  /// Gives the filter what it takes at once of `bytes[start...]`; returns how many bytes.
  ///
  /// Fails with ``Errno/brokenPipe`` when the filter has ended.
  func give(_ bytes: [UInt8], from start: Int) throws(Errno) -> Int {
    do throws(Errno) {
      return try input?.writeSome(bytes.span, start..<bytes.count) ?? 0
    } catch .wouldBlock {
      return 0
    }
  }

  /// The filter gets no more: the stages end one after the other.
  func closeInput() { input = nil }

  // MARK: Its end

  /// Asks `mrr-post` to stop: to finish what is on its way, and begin nothing new.
  func stopPosting() {
    if wasPostingStopped { return }
    wasPostingStopped = true
    stages.last?.process.terminate()
  }

  /// Whether `mrr-post` has read all there is: the others have ended, and left nothing between them.
  var isAllRead: Bool {
    hasEnded(.filter) && hasEnded(.group) && remainder?.unreadBytes == 0
  }

  /// Ends all of them at once.
  func stopAtOnce() {
    for stage in stages { stage.process.kill() }
  }

  /// To be waited for before ``takeRemainder()``; -1 while `mrr-post` runs, and at the end.
  var remainderNumber: Int32 { hasEnded(.post) ? remainder?.number ?? -1 : -1 }

  /// Takes some of what `mrr-post` had not read when it ended; nothing at the end.
  func takeRemainder() throws(Errno) -> [UInt8] {
    let bytes = try remainder?.readSome(atMost: 64 * 1024) ?? []
    if bytes.isEmpty { remainder = nil }
    return bytes
  }
}
