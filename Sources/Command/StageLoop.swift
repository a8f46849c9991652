import JSONText
package import Streams

/// The one loop around a stage.
extension Session {
  /// As much output is collected before it is written while input is at hand.
  private static var flushSize: Int { 256 * 1024 }

  /// Runs `stage` over all inputs, and writes what it gives.
  ///
  /// The output is written exactly when the next read would block, when it is large, and at the
  /// end. When this returns or throws, everything that is to be written was.
  package func run<S: Stage & ~Copyable>(_ stage: inout S) throws(Ending) {
    if stage.needsWholeInput, let input = inputs.first(where: \.isListening) {
      throw .failed(
        Failure(
          .usage,
          "\(input.inputName): it never ends, and this run must see its whole input (see --stream)")
      )
    }
    try open()
    var output = Output()
    // Room for all that is collected, and a line: growing to it would copy most of it.
    output.lines = LineBuffer(room: Self.flushSize + 64 * 1024)
    output.tellsSkips = options.isVerbose
    do throws(Ending) {
      repeat {
        try calling { () throws(Failure) in try stage.begin(into: &output) }
        try flush(&output, &stage)
      } while !stage.isBegun
      while stopSignal == nil, var source = try nextSource(scanning: stage.lineScan) {
        try read(&source, &stage, &output)
      }
      if let stopSignal, stage.needsWholeInput { throw .signalled(stopSignal) }
      if stopSignal != nil { stage.noteStop() }
      noteProgress(turningTo: "all read")
      repeat {
        try calling { () throws(Failure) in try stage.finish(into: &output) }
        output.endParts()
        try attend(&output, at: nil)
        try flush(&output, &stage)
        if !stage.isFinished { noteProgress { "all read, \(output.written) written" } }
      } while !stage.isFinished
      summary.figures = stage.figures
    } catch {
      summary.figures = stage.figures
      output.endParts()
      // What was done before is good; a second failure would hide the first.
      if error != .readerGone && !stage.needsWholeInput { try? flush(&output) }
      throw error
    }
  }

  private func flush<S: Stage & ~Copyable>(
    _ output: inout Output, _ stage: inout S
  ) throws(Ending) {
    try flush(&output)
    try calling { () throws(Failure) in try stage.flushed() }
  }

  /// Reads one input to its end, or to where a signal asks to stop.
  private func read<S: Stage & ~Copyable>(
    _ source: inout LineSource, _ stage: inout S, _ output: inout Output
  ) throws(Ending) {
    var badText: BadText?
    defer { if let badText { leave(badText) } }
    while true {
      let event = source.nextLine(keepingBlank: badText != nil)
      switch event {
      case .line(let range):
        if let text = badText {
          if !Self.beginsText(source.buffer, range) {
            badText = text.followed(by: source.lineNumber)
            try rejects.add(source.buffer.span, range, in: self)
            continue
          }
          leave(text)
          badText = nil
        }
        summary.read += 1
        let place = Place(source: sourceIndex, line: source.lineNumber)
        do throws(Rejection) {
          // Most stages have nothing scanned ahead: for them a call a line less.
          if source.isScannedAhead, let known = source.scannedLine(range) {
            try stage.consume(
              source.buffer.span, range, scanned: source.scanned.found.span.extracting(known.found),
              notes: source.scanned.notes.span.extracting(known.notes), sort: known.sort, at: place,
              into: &output)
          } else {
            try stage.consume(source.buffer.span, range, at: place, into: &output)
          }
        } catch {
          if source.isCutOff {
            try report(Self.cutOff, at: place, source.buffer.span, range)
          } else if framing == .lines {
            try report(error, at: place, source.buffer.span, range)
          } else {
            badText = try continueText(&source, &stage, &output, at: place, after: error)
          }
        }
        if output.hasNotes { try attend(&output, at: place) }
        if output.writable >= Self.flushSize { try flush(&output, &stage) }
      case .excess(let range, let isFirst, let isLast):
        if isFirst, let text = badText, !Self.beginsText(source.buffer, range) {
          badText = text.followed(by: source.lineNumber)
        } else if isFirst {
          if let badText { leave(badText) }
          try reportExcess(source.lineNumber)
          if framing == .texts {
            badText = BadText(source: sourceIndex, lastLine: source.lineNumber)
          }
        }
        try rejects.add(source.buffer.span, range, endsLine: isLast, in: self)
      case .more:
        if try !fill(&source, &stage, &output, isInsideRecord: false) {
          // What a socket's clients had sent is the stage's still.
          if try !giveUp(&source) { return try reportCutOff(&source) }
        }
      case .end:
        return
      }
    }
  }

  /// Reports that line `line` of the current input is longer than allowed; its bytes are the
  /// caller's to keep.
  package func reportExcess(_ line: Int) throws(Ending) {
    summary.read += 1
    let nothing: [UInt8] = []
    try report(
      Rejection("longer than \(options.maxLine) bytes (--max-line)"),
      at: Place(source: sourceIndex, line: line), nothing.span, 0..<0)
  }

  /// Reports the beginning of a line, if there is one, whose rest did not come in time after a
  /// signal.
  package func reportCutOff(_ source: inout LineSource) throws(Ending) {
    let rest = source.rest
    if rest.isEmpty { return }
    summary.read += 1
    try report(
      Rejection("cut off: its end did not come within 2 s of the signal to stop"),
      at: Place(source: sourceIndex, line: source.lineNumber + 1), source.buffer.span, rest)
  }

  /// What is wrong with the last line of a client that went away inside it, or was not waited for.
  package static var cutOff: Rejection {
    Rejection("cut off: the rest of the line did not come")
  }

  /// Waits no longer for a socket's clients: what they had sent is in memory then.
  ///
  /// False on other inputs.
  package func giveUp(_ source: inout LineSource) throws(Ending) -> Bool {
    do throws(Errno) {
      return try source.giveUp()
    } catch {
      throw Self.unreadable(source, error)
    }
  }

  /// No more is wanted than the rest of a line; a socket's clients are told, once.
  package func takeLeave(of source: inout LineSource) throws(Ending) {
    do throws(Errno) {
      try source.stop()
    } catch {
      throw Self.unreadable(source, error)
    }
    if let warning = source.takeWarning() { tellAside { $0.warn(warning) } }
  }

  /// Reads once, and says what there is to be said of it.
  ///
  /// With `belongsTogether` what comes next belongs to the lines read last: of several clients only
  /// theirs is read.
  package func read(
    _ source: inout LineSource, belongsTogether: Bool = false
  ) throws(Ending) -> LineSource.Fill {
    let fill: LineSource.Fill
    do throws(Errno) {
      try source.keepToClient(belongsTogether)
      fill = try source.fill()
    } catch {
      throw Self.unreadable(source, error)
    }
    if let warning = source.takeWarning() { tellAside { $0.warn(warning) } }
    if fill != .end { noteProgress(bytesRead: source.bytesRead) }
    return fill
  }

  private static func unreadable(_ source: borrowing LineSource, _ error: Errno) -> Ending {
    .failed(Failure(.io, "\(source.name): \(error)"))
  }

  // MARK: Waiting

  /// Reads more, once there is more; before it blocks, everything that is ready is written.
  ///
  /// False when a signal asked to stop and there is nothing to wait for, or no longer.
  func fill<S: Stage & ~Copyable>(
    _ source: inout LineSource, _ stage: inout S, _ output: inout Output, isInsideRecord: Bool
  ) throws(Ending) -> Bool {
    var wasIdle = false
    let began = Clock.monotonicMilliseconds()
    var idleSince = began
    var handingBackSince: Int?
    while true {
      var event = try waiting(for: source, milliseconds: 0)
      if event.isSignalled { takeSignals() }
      var patience: Int?
      if stopSignal != nil {
        if !stage.needsWholeInput { try takeLeave(of: &source) }
        guard isInsideRecord || source.isInsideLine else { return false }
        let now = Clock.monotonicMilliseconds()
        if source.isHandingBack {
          let since = handingBackSince ?? now
          handingBackSince = since
          patience = max(1, since + Self.patienceForThread - now)
          if !event.isInputReady && now >= since + Self.patienceForThread {
            throw .failed(Failure(.io, "\(source.name): what was read ahead does not come back"))
          }
        } else {
          let left = patienceForRest()
          if left == 0 { return false }
          patience = left
        }
      }
      if !event.isInputReady {
        let flushing = Clock.monotonicMilliseconds()
        try calling { () throws(Failure) in try stage.pause(into: &output) }
        try attend(&output, at: nil)
        try flush(&output, &stage)
        // That is the time of whoever reads the output.
        let took = Clock.monotonicMilliseconds() - flushing
        restDeadline = restDeadline.map { $0 + took }
        handingBackSince = handingBackSince.map { $0 + took }
        let untilIdle =
          wasIdle
          ? nil
          : stage.idleMilliseconds.map { max(0, idleSince + $0 - Clock.monotonicMilliseconds()) }
        let patient = [untilIdle, stage.wakeMilliseconds].compactMap(\.self).min()
        event = try waiting(for: source, milliseconds: patience ?? patient)
        if !event.isInputReady && !event.isSignalled && patience == nil {
          // A thread that reads ahead may be late, with more than enough to read.
          idleSince = max(idleSince, source.waitingSince)
          let idleFor = Clock.monotonicMilliseconds() - idleSince
          if !wasIdle, let limit = stage.idleMilliseconds, idleFor >= limit {
            wasIdle = true
            try calling { () throws(Failure) in try stage.idle(into: &output) }
            try attend(&output, at: nil)
          }
          try flush(&output, &stage)
        }
        if event.isOutputReady { try lookAtOutput() }
        continue
      }
      // Input that never pauses must not keep what it gave waiting.
      if stage.wakeMilliseconds == 0 { try flush(&output, &stage) }
      if try read(&source, belongsTogether: stage.isInsidePayload) != .nothing { return true }
    }
  }

  /// How long a thread may take that hands back what it has read, which takes moments; in milliseconds.
  private static let patienceForThread = 10_000

  private func waiting(
    for source: borrowing LineSource, milliseconds: Int?
  ) throws(Ending) -> Wait.Event {
    do throws(Errno) {
      return try Wait.forInput(
        source.number, signals: signals.descriptor, output: watchedOutput,
        milliseconds: milliseconds)
    } catch {
      throw .failed(Failure(.io, "\(source.name): \(error)"))
    }
  }

  /// Runs `body`; what it throws ends the run.
  package func calling(_ body: () throws(Failure) -> Void) throws(Ending) {
    do throws(Failure) { try body() } catch { throw .failed(error) }
  }
}
