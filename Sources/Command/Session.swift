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
  package internal(set) var stopSignal: Int32?
  /// How many such signals came.
  package internal(set) var stopCount = 0
  /// When the wait for others is over, once ``stopSignal`` came; in milliseconds of
  /// ``Clock/monotonicMilliseconds()``.
  package internal(set) var stopDeadline = 0
  /// When the wait for the rest of a line is over that was missed after ``stopSignal`` came.
  var restDeadline: Int?
  /// Whether SIGHUP came, where it is caught; who begins anew takes it back.
  package var wantsRestart = false
  /// The index of the input that ``nextSource()`` gave last.
  package private(set) var sourceIndex = -1

  var rejects: Rejects
  /// How much is read at a time; tests make it small.
  var readSize = 256 * 1024
  private var outlet: Outlet?
  /// Those of the inputs that are listened on, by their index.
  var listeners: [Int: Listener] = [:]
  private let namesInputs: Bool
  private var isOpen = false
  var progress: Progress
  /// What an input probably is instead of what is read; told once.
  private var suspicion: (source: Int, hint: Hint)?
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
      // Whoever writes to us may come while we wait for whom we write to.
      for (index, input) in inputs.enumerated() where input.isListening {
        guard index == inputs.count - 1 else {
          throw AddressError(
            .usage, "\(input.inputName): it never ends: it can only be the last input")
        }
        listeners[index] = try input.listen(mode: options.socketMode)
      }
      try checkListening(options.output)
      let files = inputs.compactMap(\.fileStatus)
      try check(options.output, option: "--output", isNone: files, "an input")
      if let address = options.rejects {
        try check(address, option: "--rejects", isNone: files, "an input")
      }
    } catch {
      throw .failed(Failure(error))
    }
    outlet = try Outlet(options.output, .writing, in: self)
    try outlet?.waitForReader(in: self)
    do throws(AddressError) {
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

  /// Of an inherited socket either the clients are read or the readers are served: who comes does not
  /// say which it wants.
  private func checkListening(_ output: Address) throws(AddressError) {
    guard let status = output.fileStatus, output.isListening else { return }
    for input in inputs where input.isListening {
      guard let other = input.fileStatus, other.device == status.device,
        other.inode == status.inode
      else { continue }
      throw AddressError(
        .usage, "--output \(output.outputName): this listening socket is also an input")
    }
  }

  /// Opens the next input; nil after the last one.
  ///
  /// A large file, or a pipe that is always full, is read ahead where its lines can be scanned ahead, by
  /// what `makeScan` makes.
  package func nextSource(
    scanning makeScan: (@Sendable () -> any LineScan)? = nil
  ) throws(Ending) -> LineSource? {
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
    if input.isConnecting || listeners[sourceIndex] != nil {
      return try clients(of: input, listeners.removeValue(forKey: sourceIndex))
    }
    do throws(AddressError) {
      let file = try input.openForReading()
      if let makeScan, ReadAhead.isWorthwhile(file, readSize: readSize),
        let ahead = try? ReadAhead(
          file.number, readSize: ReadAhead.size(beside: readSize), makeScan: makeScan)
      {
        return LineSource(
          ahead, name: input.inputName, maxLine: options.maxLine, readSize: readSize)
      }
      let makesScan = ReadAhead.isPossible(file)
      return LineSource(
        file, name: input.inputName, maxLine: options.maxLine, readSize: readSize,
        makeScan: makesScan ? makeScan : nil)
    } catch {
      throw .failed(Failure(error))
    }
  }

  /// Whom `listener` brings, or else the one that is connected to; nil where a signal asks to stop
  /// before somebody is there.
  private func clients(
    of input: Address, _ listener: Listener?
  ) throws(Ending) -> LineSource? {
    let (maxLine, keepsTexts) = (options.maxLine, framing == .texts)
    var connection: FileDescriptor?
    if listener == nil {
      connection = try connect(to: input)
      if connection == nil { return nil }
    }
    do throws(Errno) {
      let merge = try ClientMerge(
        listener, connection.take(), name: input.inputName, maxLine: maxLine,
        keepsTexts: keepsTexts, readSize: readSize)
      return LineSource(merge, name: input.inputName, maxLine: maxLine, readSize: readSize)
    } catch {
      throw .failed(Failure(.io, "\(input.inputName): \(error)"))
    }
  }

  private func connect(to input: Address) throws(Ending) -> FileDescriptor? {
    var connecting = Connecting(to: input, within: options.connectMilliseconds)
    while stopSignal == nil {
      let interest: Wait.Interest?
      let milliseconds: Int
      do throws(AddressError) {
        switch try connecting.step() {
        case .connected(let connection): return connection
        case .wait(let something, let time): (interest, milliseconds) = (something, time)
        }
      } catch {
        throw .failed(Failure(error))
      }
      try wait(for: interest, milliseconds: milliseconds)
    }
    return nil
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
    let hint = Hint(of: rejection, framing, bytes, range)
    var isKnown = false
    if let suspicion, suspicion.source == place.source {
      isKnown = suspicion.hint.covers(hint, bytes, range)
    }
    if let hint, !isKnown { suspicion = (place.source, hint) }
    progress.clear()
    diagnostics.reject(
      rejection.message + (hint?.afterword ?? ""), input: name(of: place), line: place.line + line,
      column: column, isNew: !isKnown)
    let kept = kept ?? range
    if !kept.isEmpty { try rejects.add(bytes, kept, in: self) }
    if options.isStrict { throw .stoppedAtBadLine }
  }

  /// Gives bytes to `--rejects` without a word: a notification that was not delivered, say.
  ///
  /// They are written by the next ``flush(_:)``. With `endsLine` a line end is put behind them.
  package func keep(
    _ bytes: Span<UInt8>, _ range: Range<Int>, endsLine: Bool = true
  ) throws(Ending) {
    try rejects.add(bytes, range, endsLine: endsLine, in: self)
  }

  func name(of place: Place) -> String { inputs[place.source].inputName }

  /// Prints something that is no part of the progress line.
  func tellAside(_ say: (Diagnostics) -> Void) {
    progress.clear()
    say(diagnostics)
  }

  /// Says a sentence on standard error while the run goes on.
  package func tell(_ sentence: String) { tellAside { $0.tell(sentence) } }

  // MARK: Writing

  /// Writes everything that is ready, refused records included; the beginning of a payload stays
  /// in `output` until its rest is there, too.
  package func flush(_ output: inout Output) throws(Ending) {
    summary.written = output.written
    summary.skipped = output.skipped
    try rejects.flush(in: self)
    if output.writable == 0 { return }
    let tail = output.takeTail()
    try outlet?.write(&output.lines, in: self)
    output.putBack(tail)
  }

  /// As ``flush(_:)``, but waits for nobody who reads: gives what is to be waited for where lines, or
  /// refused records, are left.
  package func flushWhatCanBe(_ output: inout Output) throws(Ending) -> [Wait.Pause] {
    summary.written = output.written
    summary.skipped = output.skipped
    let pauses = [
      try rejects.flushWhatCanBe(in: self),
      try outlet?.writeWhatCanBe(&output.lines, in: self),
    ]
    return pauses.compactMap(\.self)
  }

  /// To be waited for while nothing is written, for ``lookAtOutput()`` to find out what it means.
  package var watchedOutput: Wait.Interest { outlet?.watched ?? .reading(-1) }

  /// Finds out what ``watchedOutput`` means: a reader may take its leave, or have broken off.
  package func lookAtOutput() throws(Ending) { try outlet?.look(in: self) }

  /// Closes the output: what was written is now the system's, or it is an error.
  ///
  /// Done at the end of every run; a command that must know earlier calls it itself. With
  /// `isHurried` a listening output waits for no reader.
  package func closeOutput(isHurried: Bool = false) throws(Ending) {
    try outlet.take()?.close(in: self, isHurried: isHurried)
  }

  /// Brings everything that was written out of our hands: the refused records and the output are
  /// closed, and an output that is a file is on the disk.
  ///
  /// For a command that may forget what it wrote only then.
  package func settleOutput() throws(Ending) {
    try rejects.close(in: self)
    try outlet?.synchronize()
    try closeOutput()
  }

  // MARK: Progress

  /// Says how far it is, if it is time to; `bytesRead` are those of the current input.
  package func noteProgress(bytesRead: Int) {
    bytesOfSource = bytesRead
    progress.note(
      bytesRead: bytesBefore + bytesRead, summary, rejected: diagnostics.rejected, diagnostics)
  }

  /// Says how far it is, if it is time to, with nothing more to read: `doing` says what is done.
  package func noteProgress(doing: () -> String) {
    progress.note(doing: doing, summary, rejected: diagnostics.rejected, diagnostics)
  }

  /// Says no more of how far it is: programs that were started do the rest.
  package func leaveProgress() { progress.leave() }

  /// How long may be waited at most where the line of progress is to go on, in milliseconds.
  package var progressPatience: Int? { progress.patience }

  /// Says what is done now, which may take long.
  package func noteProgress(turningTo doing: String) {
    progress.turn(to: doing, summary, rejected: diagnostics.rejected, diagnostics)
  }
}
