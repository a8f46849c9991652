import Streams

/// A command as data: what it is called, what it says of itself, and its options.
///
/// `run` does everything around the work: it reads the command line, answers `--help`, opens and
/// closes, reports, and maps how it went to an exit status.
package struct Program<Settings: Sendable>: Sendable {
  /// What it is called: `mrr-filter`.
  package let name: String
  /// Which of the program's commands it is, where there are several: `enable`.
  package let command: String?
  /// One phrase after the name: `keeps the notifications that are worth sending`.
  package let summary: String
  /// Paragraphs for `--help` and the manual.
  package let description: [String]
  /// Operands that stand before the inputs: `URL`; in brackets one that may be left out.
  package let operands: [String]
  /// Whether inputs may be named behind them.
  package let takesInputs: Bool
  package let examples: [Example]
  package let table: OptionTable<Settings>
  package let defaults: Settings
  /// Whether texts may spread over lines.
  package let framing: Framing

  package init(
    name: String, command: String? = nil, summary: String, description: [String],
    operands: [String] = [], takesInputs: Bool = true, examples: [Example],
    options: [Option<Settings>], common: [Option<CommonOptions>] = CommonOptions.table,
    defaults: Settings, framing: Framing = .lines
  ) {
    self.name = name
    self.command = command
    self.summary = summary
    self.description = description
    self.operands = operands
    self.takesInputs = takesInputs
    self.examples = examples
    table = OptionTable(options, common: common)
    self.defaults = defaults
    self.framing = framing
  }

  /// What is said of it.
  var face: ProgramFace {
    ProgramFace(
      name: name, command: command, summary: summary, description: description,
      examples: examples, options: table.faces, operands: operands, takesInputs: takesInputs)
  }

  /// Runs a stage from its inputs to its output; `arguments` begin with the command's own name.
  ///
  /// `makeStage` is called before anything is opened or read.
  package func run<S: Stage & ~Copyable>(
    _ arguments: [String], makeStage: (Settings) throws(Failure) -> S
  ) -> ExitStatus {
    run(arguments) { (session, settings) throws(Ending) in
      var stage: S
      do throws(Failure) {
        stage = try makeStage(settings)
      } catch {
        throw .failed(error)
      }
      try session.run(&stage)
    }
  }

  /// Runs `body` with a session; `arguments` begin with the command's own name.
  ///
  /// When a signal ended the run, or the output's reader went away, the process ends by that
  /// signal, and this function does not return.
  package func run(
    _ arguments: [String], body: (Session, Settings) throws(Ending) -> Void
  ) -> ExitStatus {
    StandardDescriptors.secure()
    Surroundings.leaveNoCore()
    Signals.ignoreBrokenPipes()
    Signals.reportFaults(status: ExitStatus.software.rawValue)
    let diagnostics = Diagnostics(program: name)
    let arguments = Arguments.complete(arguments)
    if arguments.isEmpty {
      diagnostics.tell("cannot see how it was called: /proc/self/cmdline cannot be read")
      return .software
    }
    let signals: Signals
    do throws(Errno) {
      signals = try Signals()
    } catch {
      diagnostics.tell("cannot wait for signals: \(error)")
      return .io
    }
    let values: CommandLineValues<Settings>
    let session: Session
    do throws(UsageError) {
      values = try table.parse(
        Array(arguments.dropFirst()), defaults: defaults, operandsMayBeFiles: takesInputs)
      if let request = values.common.request { return answer(request) }
      if !takesInputs, let more = values.operands.dropFirst(operands.count).first {
        throw UsageError("nothing is expected behind the operands, found '\(more)'")
      }
      session = try Session(
        program: name, framing: framing, options: values.common, operands: values.operands,
        leading: operands.count, signals: signals)
    } catch {
      let help = (command.map { "\($0) " } ?? "") + "--help"
      diagnostics.tell("\(error.message) (try \(help))")
      return .usage
    }
    return session.conclude { () throws(Ending) in try body(session, values.settings) }
  }

  /// Prints what was asked for instead of a run.
  private func answer(_ request: CommonOptions.Request) -> ExitStatus {
    switch request {
    case .version: Answer.version(of: name)
    case .shortHelp: Answer.write(HelpText.short(face), of: name)
    case .longHelp: Answer.write(HelpText.long(face), of: name)
    case .generate(let generated): Answer.write(generated.text(of: face), of: name)
    }
  }
}
