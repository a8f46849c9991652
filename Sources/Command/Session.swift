import JSONText
package import Streams

/// One run of a command: its inputs and outputs, what it reports, and how it ends.
///
/// ``Program`` makes it and brings it to its end. A stage is driven by ``run(_:)``; a command with a
/// loop of its own (`mrr-post`) uses the parts: ``open()``, ``nextSource()``, ``attend(_:at:)``,
/// ``report(_:at:_:_:)``, ``flush(_:)``, ``takeSignals()``.
package final class Session {
  /// How the command line was written, and how the inputs are cut.
  package let options: CommonOptions
  package let framing: Framing
  /// The operands that stand before the inputs.
  package let operands: [String]
  package let inputs: [Address]
  /// The operands that name the inputs, as they were written.
  package let inputOperands: [String]
  package let signals: Signals
  package var diagnostics: Diagnostics
  /// Counts and figures for `--summary`.
  package var summary: SessionCounts
  /// The signal that asked for an end, once it came.
  package private(set) var stopSignal: Int32?
  /// How many such signals came.
  package private(set) var stopCount = 0
  /// When the wait for the rest of a line that was begun is over, once ``stopSignal`` came; in
  /// milliseconds of ``Clock/monotonicMilliseconds()``.
  package private(set) var stopDeadline = 0
  /// Whether SIGHUP came, where it is caught; who begins anew takes it back.
  package var wantsRestart = false
  /// The output's descriptor once it is open, to wait for; writing is ``flush(_:)``'s alone.
  package private(set) var outputNumber: Int32 = -1
  /// The index of the input that ``nextSource()`` gave last.
  package private(set) var sourceIndex = -1

  var rejects: Rejects
  /// How much is read at a time; tests make it small.
  var readSize = 256 * 1024
  private var sink: LineSink?
  private let namesInputs: Bool
  private var isOpen = false
  private var progress: Progress
  /// Of the inputs before the current one, and of the current one.
  private var bytesBefore = 0
  private var bytesOfSource = 0

  /// Reads the inputs' addresses; opens nothing.
  init(
    program: String, framing: Framing, options: CommonOptions, operands: [String], leading: Int,
    signals: consuming Signals
  ) throws(UsageError) {
    self.options = options
    self.framing = framing
    self.operands = Array(operands.prefix(leading))
    var inputs: [Address] = []
    for operand in operands.dropFirst(leading) {
      inputs.append(try OptionValue.address(operand))
    }
    namesInputs = !inputs.isEmpty
    inputOperands = Array(operands.dropFirst(leading))
    self.inputs = inputs.isEmpty ? [.standard] : inputs
    self.signals = signals
    diagnostics = Diagnostics(program: program)
    diagnostics.isQuiet = options.isQuiet
    diagnostics.isVerbose = options.isVerbose
    summary = SessionCounts()
    rejects = Rejects(options.rejects)
    progress = Progress(isWanted: options.wantsProgress, output: options.output)
  }

  /// Makes the file of `--rejects`, where it has to be made, with mode 0600.
  package func keepRejectsPrivate() { rejects.isPrivate = true }

  // MARK: Opening

  /// Looks for every input, then opens the output; without `inputs` for a run that reads none.
  package func open(reading inputs: [Address]? = nil) throws(Ending) {
    if isOpen { return }
    isOpen = true
    let inputs = inputs ?? self.inputs
    do throws(AddressError) {
      for input in inputs { try input.checkForReading() }
      let files = inputs.compactMap(\.fileStatus)
      try check(options.output, option: "--output", isNone: files, "an input")
      if let address = options.rejects {
        try check(address, option: "--rejects", isNone: files, "an input")
      }
      let output = try options.output.openForWriting()
      outputNumber = output.number
      sink = LineSink(output, name: options.output.outputName)
      if let address = options.rejects, let output = options.output.fileStatus {
        try check(address, option: "--rejects", isNone: [output], "the output")
      }
    } catch {
      throw .failed(Failure(error))
    }
    progress.total = Progress.totalSize(of: inputs)
  }

  private func check(
    _ address: Address, option: String, isNone files: [FileStatus], _ what: String
  ) throws(AddressError) {
    guard let status = address.fileStatus else { return }
    if files.contains(where: status.isSameFile) {
      throw AddressError(.usage, "\(option) \(address.outputName): this file is also \(what)")
    }
  }

  /// Opens the next input; nil after the last one.
  package func nextSource() throws(Ending) -> LineSource? {
    guard sourceIndex + 1 < inputs.count else { return nil }
    sourceIndex += 1
    bytesBefore += bytesOfSource
    bytesOfSource = 0
    let input = inputs[sourceIndex]
    if input == .standard && !namesInputs && !options.isQuiet
      && StandardDescriptors.isTerminal(StandardDescriptors.input)
    {
      diagnostics.tell("reading from the terminal; end with Ctrl-D (or try --help)")
    }
    do throws(AddressError) {
      return LineSource(
        try input.openForReading(), name: input.inputName, maxLine: options.maxLine,
        readSize: readSize)
    } catch {
      throw .failed(Failure(error))
    }
  }

  // MARK: Reporting

  /// Says and counts what a stage left beside its lines; `place` is where its last record stands.
  package func attend(_ output: inout Output, at place: Place?) throws(Ending) {
    guard output.hasNotes else { return }
    for warning in output.warnings { tellAside { $0.warn(warning) } }
    output.warnings.removeAll()
    let skips = output.skips
    output.skips.removeAll()
    for skip in skips {
      guard let place = skip.place ?? place else { continue }
      tellAside { $0.skip(skip.reason, input: name(of: place), line: place.line) }
    }
    let late = output.late
    output.late.removeAll()
    for one in late {
      let text = one.text ?? []
      try report(one.rejection, at: one.place, text.span, 0..<text.count)
    }
  }

  /// Reports a refused record, `bytes[range]`, and hands it to `--rejects`, or only what of it
  /// `kept` says.
  ///
  /// Throws ``Ending/stoppedAtBadLine`` under `--strict`.
  package func report(
    _ rejection: Rejection, at place: Place, _ bytes: Span<UInt8>, _ range: Range<Int>,
    kept: Range<Int>? = nil
  ) throws(Ending) {
    let (line, column) = TextPosition.of(rejection.offset, in: bytes, range)
    let message = rejection.message + Hint.afterword(for: rejection, framing, bytes, range)
    progress.clear()
    diagnostics.reject(message, input: name(of: place), line: place.line + line, column: column)
    let kept = kept ?? range
    if !kept.isEmpty { try rejects.add(bytes, kept) }
    if options.isStrict { throw .stoppedAtBadLine }
  }

  /// Gives bytes to `--rejects` without a word: a notification that was not delivered, say.
  ///
  /// They are written by the next ``flush(_:)``. With `endsLine` a line end is put behind them.
  package func keep(
    _ bytes: Span<UInt8>, _ range: Range<Int>, endsLine: Bool = true
  ) throws(Ending) {
    try rejects.add(bytes, range, endsLine: endsLine)
  }

  func name(of place: Place) -> String { inputs[place.source].inputName }

  /// Prints something that is no part of the progress line.
  func tellAside(_ say: (Diagnostics) -> Void) {
    progress.clear()
    say(diagnostics)
  }

  // MARK: Writing

  /// Writes everything that is ready, refused records included.
  package func flush(_ output: inout Output) throws(Ending) {
    summary.written = output.written
    summary.skipped = output.skipped
    try rejects.flush()
    do throws(Errno) {
      try sink?.write(&output.lines)
    } catch .brokenPipe {
      throw .readerGone
    } catch {
      throw .failed(Failure(.io, "\(options.output.outputName): \(error)"))
    }
  }

  /// Closes the output: what was written is now the system's, or it is an error.
  ///
  /// Done at the end of every run; a command that must know earlier calls it itself.
  package func closeOutput() throws(Ending) {
    do throws(Errno) {
      try sink.take()?.close()
    } catch {
      throw .failed(Failure(.io, "\(options.output.outputName): \(error)"))
    }
  }

  /// Brings everything that was written out of our hands: the refused records and the output are
  /// closed, and an output that is a file is on the disk.
  ///
  /// For a command that may forget what it wrote only then.
  package func settleOutput() throws(Ending) {
    try rejects.close()
    do throws(Errno) {
      try sink?.synchronize()
    } catch {
      throw .failed(Failure(.io, "\(options.output.outputName): \(error)"))
    }
    try closeOutput()
  }

  // MARK: Signals

  /// Looks which signals came: prints the status line for SIGUSR1, remembers a stop.
  package func takeSignals() {
    while let request = signals.next() {
      switch request {
      case .status: tellAside { $0.tell(progress.sentence(summary, rejected: $0.rejected)) }
      case .stop(let number):
        stopSignal = number
        stopCount += 1
        stopDeadline = Clock.monotonicMilliseconds() + 2000
      case .restart: wantsRestart = true
      case .childEnded: break
      }
    }
  }

  /// Waits so long, or until a signal comes; throws where that asks to stop.
  package func sleep(milliseconds: Int) throws(Ending) {
    do throws(Errno) {
      if try Wait.forSignal(signals.descriptor, milliseconds: milliseconds) { takeSignals() }
    } catch {
      throw .failed(Failure(.io, "cannot wait: \(error)"))
    }
    if let stopSignal { throw .signalled(stopSignal) }
  }

  /// Says how far it is, if it is time to; `bytesRead` are those of the current input.
  package func noteProgress(bytesRead: Int) {
    bytesOfSource = bytesRead
    progress.note(
      bytesRead: bytesBefore + bytesRead, summary, rejected: diagnostics.rejected, diagnostics)
  }

  // MARK: The end

  /// Runs `body`, closes everything, says how it went, and gives the status; or does not return,
  /// where the process ends by a signal.
  func conclude(_ body: () throws(Ending) -> Void) -> ExitStatus {
    var ending: Ending?
    do throws(Ending) { try body() } catch { ending = error }
    if ending == nil, let stopSignal { ending = .signalled(stopSignal) }
    var failures: [Failure] = []
    if case .failed(let failure) = ending { failures.append(failure) }
    do throws(Ending) { try rejects.close() } catch { failures += error.failure }
    if ending != .readerGone {
      do throws(Ending) { try closeOutput() } catch { failures += error.failure }
    }
    progress.end(summary, rejected: diagnostics.rejected, diagnostics)
    for failure in failures { diagnostics.tell(failure.message) }
    if ending == .readerGone && failures.isEmpty { Signals.dieOfBrokenPipe() }
    diagnostics.count(of: summary.read, framing.unit)
    if options.wantsSummary { printSummary() }
    if case .signalled(let number) = ending { Signals.die(of: number) }
    return failures.map(\.status).reduce(ownStatus(of: ending)) { $0.worse($1) }
  }

  private func ownStatus(of ending: Ending?) -> ExitStatus {
    if ending == .stoppedAtBadLine { return .data }
    if case .ended(let status) = ending { return status }
    let isIncomplete = diagnostics.rejected > 0 || summary.isIncomplete
    return isIncomplete ? .incomplete : .ok
  }

  private func printSummary() {
    let line = summary.line(
      program: diagnostics.program, rejected: diagnostics.rejected,
      milliseconds: Clock.monotonicMilliseconds() - progress.startedAt)
    StandardDescriptors.say(String(decoding: line, as: UTF8.self))
  }
}
