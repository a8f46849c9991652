import Streams

/// A command as data: what it is called, what it says of itself, and its options.
///
/// `run` does everything around the work: it reads the command line, answers `--help`, opens and
/// closes, reports, and maps how it went to an exit status.
package struct Program<Settings: Sendable>: Sendable {
  /// What it is called: `mrr-filter`.
  package let name: String
  /// One phrase after the name: `keeps the notifications that are worth sending`.
  package let summary: String
  /// Paragraphs for `--help` and the manual.
  package let description: [String]
  /// Operands that stand before the inputs: `URL`.
  package let operands: [String]
  package let examples: [Example]
  package let table: OptionTable<Settings>
  package let defaults: Settings
  /// Whether texts may spread over lines.
  package let framing: Framing

  package init(
    name: String, summary: String, description: [String], operands: [String] = [],
    examples: [Example], options: [Option<Settings>], defaults: Settings,
    framing: Framing = .lines
  ) {
    self.name = name
    self.summary = summary
    self.description = description
    self.operands = operands
    self.examples = examples
    table = OptionTable(options)
    self.defaults = defaults
    self.framing = framing
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
    Signals.ignoreBrokenPipes()
    Signals.reportFaults(status: ExitStatus.software.rawValue)
    let diagnostics = Diagnostics(program: name)
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
      values = try table.parse(Array(arguments.dropFirst()), defaults: defaults)
      if let request = values.common.request { return answer(request) }
      session = try Session(
        program: name, framing: framing, options: values.common, operands: values.operands,
        leading: operands.count, signals: signals)
    } catch {
      diagnostics.tell("\(error.message) (try --help)")
      return .usage
    }
    return session.conclude { () throws(Ending) in try body(session, values.settings) }
  }

  /// Prints what was asked for instead of a run.
  private func answer(_ request: CommonOptions.Request) -> ExitStatus {
    let text =
      switch request {
      case .version: "\(name) (mrr) \(Version.current)\n"
      case .shortHelp: HelpText.short(self)
      case .longHelp: HelpText.long(self)
      }
    do throws(Errno) {
      let output = FileDescriptor(adopting: StandardDescriptors.output)
      try output.writeAll([UInt8](text.utf8).span)
      try output.close()
      return .ok
    } catch .brokenPipe {
      Signals.dieOfBrokenPipe()
    } catch {
      Diagnostics(program: name).tell("<stdout>: \(error)")
      return .io
    }
  }
}
