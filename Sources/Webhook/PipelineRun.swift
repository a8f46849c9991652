import Command
import JSONText
import Notifications
import Streams

/// One run: hands its input to the pipe of the stages, a line at a time, and starts the pipe anew
/// when it is asked to.
///
/// The input is held here, so that a new pipe goes on with the very next line. Nothing here blocks
/// but ``turn(input:milliseconds:)``.
struct PipelineRun {
  private static let batchSize = 64 * 1024
  /// How often the settings file is looked at.
  private static let lookMilliseconds = 500

  private let session: Session
  private let file: SettingsFile
  private let shared: [String]
  /// With which the next pipe is started.
  private var settings: WebhookSettings
  private var pipeline: Pipeline
  private var end: PipelineEnd?
  private var outcome = PipelineOutcome()

  /// Whole lines, of which the filter has the first `handed` bytes.
  private var batch = LineBuffer()
  private var handed = 0
  /// Whether a part of a line was handed on whose rest is still to come: one longer than allowed.
  private var isInsideLine = false
  /// Whether the last line is part of a payload whose rest is still to come: it comes before another
  /// client's lines, and goes to the same pipe.
  private var isInsidePayload = false
  private var reader = NotificationReader()
  /// When the wait for the rest of a line is over, once nothing more is to be taken.
  private var deadline = 0
  private var nextLook = 0
  private var stops = 0
  private var leftOver: LeftOver

  /// Starts the first pipe.
  init(_ session: Session, _ file: SettingsFile, _ settings: WebhookSettings) throws(Ending) {
    self.session = session
    self.file = file
    self.settings = settings
    leftOver = LeftOver(session)
    let shared = try WebhookCommand.calling { () throws(Failure) in
      try Self.sharedOptions(session.options)
    }
    self.shared = shared
    try session.open()
    session.signals.catchEndedChildren()
    session.signals.catchRestarts()
    pipeline = try WebhookCommand.calling { () throws(Failure) in
      try Pipeline(settings, shared: shared)
    }
  }

  /// What each of the stages is given of our own options.
  private static func sharedOptions(_ options: CommonOptions) throws(Failure) -> [String] {
    var shared = options.isQuiet ? ["--quiet"] : []
    if options.wantsSummary { shared.append("--summary") }
    if let rejects = options.rejects {
      guard ![.standard, .descriptor(0), .descriptor(1)].contains(rejects) else {
        throw Failure(
          .usage, "--rejects: the receipts have standard output: name a file, or fd:3")
      }
      shared += ["--rejects", rejects.outputName]
    }
    return shared
  }

  /// Runs to the end of the input, or until something else ends it.
  mutating func run() throws(Ending) {
    var inputEnding: Ending?
    do throws(Ending) {
      while end == nil, var source = try session.nextSource() {
        try take(from: &source)
        try restartIfAsked()
      }
    } catch {
      inputEnding = error
    }
    note(.inputEnded)
    session.leaveProgress()
    try finishPipeline()
    // What waits in the queue goes on with the new settings.
    while end == .restart && settings.queue != nil {
      try startPipeline()
      note(.inputEnded)
      try finishPipeline()
    }
    if !leftOver.isEmpty {
      session.diagnostics.tell(leftOver.sentence)
      outcome.note(.incomplete)
    }
    if end == .disabled {
      session.diagnostics.tell("disabled: nothing more is sent")
      outcome.note(.unavailable)
    }
    if case .failed(let failure) = inputEnding {
      session.diagnostics.tell(failure.message)
      outcome.note(failure.status)
    }
    if let signal = session.stopSignal { throw .signalled(signal) }
    if let ending = outcome.ending { throw ending }
  }

  private mutating func note(_ reason: PipelineEnd) {
    if let end, end >= reason { return }
    if reason > .restart && deadline == 0 { deadline = Clock.monotonicMilliseconds() + 2000 }
    end = reason
  }

  // MARK: Input

  private mutating func take(from source: inout LineSource) throws(Ending) {
    while true {
      switch source.nextLine(keepingBlank: true) {
      case .line(let range):
        session.summary.read += 1
        batch.append(source.buffer.span, range)
        batch.append(UInt8(ascii: "\n"))
        if batch.count >= Self.batchSize { try handOn() }
      case .excess(let range, let isFirst, let isLast):
        if isFirst { session.summary.read += 1 }
        isInsideLine = !isLast
        batch.append(source.buffer.span, range)
        if isLast { batch.append(UInt8(ascii: "\n")) }
        if batch.count >= Self.batchSize { try handOn() }
      case .more:
        try handOn()
        try restartIfAsked()
        if end != nil && end != .restart { try session.takeLeave(of: &source) }
        guard let patience = patience(isInsideLine: source.isInsideLine) else {
          // What a socket's clients had sent is handed on still.
          if try session.giveUp(&source) { continue }
          return try leave(&source)
        }
        if try turn(input: source.number, milliseconds: patience) {
          _ = try session.read(&source, belongsTogether: isInsidePayload)
        }
      case .end:
        return try handOn()
      }
    }
  }

  /// How long more input may be waited for, in milliseconds; nil if it may not.
  private func patience(isInsideLine: Bool) -> Int? {
    switch end {
    case nil, .restart: return Int.max
    case .inputEnded: return nil
    case .stageEnded, .disabled, .signalled:
      let deadline = session.stopSignal == nil ? deadline : session.stopDeadline
      let left = deadline - Clock.monotonicMilliseconds()
      return isInsideLine && left > 0 ? left : nil
    }
  }

  /// Takes no more of an input; the beginning of a line is not lost.
  private mutating func leave(_ source: inout LineSource) throws(Ending) {
    if session.stopSignal != nil { return try session.reportCutOff(&source) }
    let rest = source.rest
    if rest.isEmpty { return }
    var beginning = LineBuffer()
    beginning.append(source.buffer.span, rest)
    beginning.append(UInt8(ascii: "\n"))
    try leftOver.add(beginning.bytes)
  }

  /// Gives the batch to the filter, however long that takes.
  private mutating func handOn() throws(Ending) {
    while handed < batch.count && pipeline.inputNumber >= 0 { _ = try turn() }
    if handed < batch.count {
      // From the beginning of the line of which the filter has a part.
      var start = handed
      while start > 0, batch.bytes[start - 1] != UInt8(ascii: "\n") { start -= 1 }
      try leftOver.add(Array(batch.bytes[start...]))
    }
    if !batch.isEmpty { isInsidePayload = !isInsideLine && isLastUnfinished }
    batch.removeAll()
    handed = 0
    session.summary.written = session.summary.read
  }

  /// Whether the last line of the batch is part of a payload, and not its last one.
  private var isLastUnfinished: Bool {
    mutating get {
      let end = batch.count - 1
      var start = end
      while start > 0, batch.bytes[start - 1] != UInt8(ascii: "\n") { start -= 1 }
      let line = Padding.padded(Array(batch.bytes[start..<end]))
      return reader.readUnfinished(line.span, 0..<end - start)
    }
  }

  // MARK: The pipe

  /// Everything read so far was handed on: if that was asked for, this is the moment to begin anew.
  private mutating func restartIfAsked() throws(Ending) {
    guard end == .restart, !isInsideLine, !isInsidePayload else { return }
    try finishPipeline()
    // Meanwhile a reason to stop may have come.
    if end == .restart { try startPipeline() }
  }

  private mutating func startPipeline() throws(Ending) {
    let (settings, shared) = (settings, shared)
    pipeline = try WebhookCommand.calling { () throws(Failure) in
      try Pipeline(settings, shared: shared)
    }
    end = nil
  }

  /// Brings the pipe to its end, and takes in how its stages ended.
  private mutating func finishPipeline() throws(Ending) {
    pipeline.closeInput()
    while !pipeline.isOver { _ = try turn() }
    let session = session
    outcome.note(pipeline) { session.diagnostics.tell($0) }
  }

  /// Does what can be done, and waits for what comes next: a signal, the end of a stage, room in the
  /// pipe, and `input` if given; not longer than to the next look at the settings.
  ///
  /// Returns whether `input` can be read.
  private mutating func turn(
    input: Int32 = -1, milliseconds: Int = Int.max
  ) throws(Ending) -> Bool {
    look()
    stopPosting()
    let untilLook = max(0, nextLook - Clock.monotonicMilliseconds())
    let isEmpty = handed == batch.count
    let ready: [Bool]
    var remainder: [UInt8]?
    do throws(Errno) {
      ready = try Wait.forAny(
        [
          .reading(session.signals.descriptor), .writing(isEmpty ? -1 : pipeline.inputNumber),
          .reading(pipeline.remainderNumber), .reading(input),
        ], milliseconds: min(milliseconds, untilLook, pollMilliseconds))
      if ready[1] { try give() }
      if ready[2] { remainder = try pipeline.takeRemainder() }
    } catch {
      throw .failed(Failure(.io, "the pipe: \(error)"))
    }
    if let remainder { try leftOver.add(remainder: remainder) }
    if ready[0] { try attend() }
    pipeline.look()
    if pipeline.isBroken && end == nil { note(.stageEnded) }
    // A signal comes before what it did not wait for.
    return ready[3] && !ready[0]
  }

  /// What is waited for without an event that tells of it: that `mrr-post` has read everything.
  private var pollMilliseconds: Int { isPostingToStop && pipeline.hasEnded(.group) ? 20 : Int.max }

  private mutating func give() throws(Errno) {
    do throws(Errno) {
      handed += try pipeline.give(batch.bytes, from: handed)
    } catch .brokenPipe {
      pipeline.closeInput()
    }
  }

  /// Looks, when it is time to, whether the webhook is still enabled.
  ///
  /// A file that is being written by hand may be anything for a moment; other changes wait for
  /// SIGHUP.
  private mutating func look() {
    let now = Clock.monotonicMilliseconds()
    guard now >= nextLook else { return }
    nextLook = now + Self.lookMilliseconds
    if let document = try? file.load(), document.settings.target == nil { note(.disabled) }
  }

  /// Takes in which signals came.
  private mutating func attend() throws(Ending) {
    session.takeSignals()
    if session.stopCount > stops {
      stops = session.stopCount
      note(.signalled)
      if stops > 1, let signal = session.stopSignal {
        pipeline.stopAtOnce()
        throw .signalled(signal)
      }
      session.signals.catchStopsAgain()
      session.tellOfStop("finishing what was read")
    }
    guard session.wantsRestart else { return }
    session.wantsRestart = false
    do throws(Failure) {
      let new = try file.load().settings
      if new.target == nil { return note(.disabled) }
      settings = new
      // After the input's end only what waits in a queue is left to be restarted.
      if end == .inputEnded && !pipeline.isQueued { return }
      note(.restart)
    } catch {
      session.diagnostics.tell("\(error.message); going on with the settings as they were")
    }
  }

  /// Whether `mrr-post` is to be told to stop: it would not end by itself in time.
  private var isPostingToStop: Bool {
    guard let end else { return false }
    return end == .disabled || pipeline.isQueued && (end == .restart || end == .signalled)
  }

  /// Tells it: at once where nothing more may be sent, else when it has read everything, which then
  /// is in the queue's file.
  private func stopPosting() {
    guard isPostingToStop, !pipeline.isQueued || pipeline.isAllRead else { return }
    pipeline.stopPosting()
  }
}
