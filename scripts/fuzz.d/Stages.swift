import Foundation
import JSONText
import Streams

@testable import Command
@testable import Detecting
@testable import Filtering
@testable import Grouping

/// What a stage gave for an input.
struct Given {
  var lines: [UInt8] = []
  var rejected = 0
  var ending: Ending?
}

/// Runs a stage over an input as the program does, from a file to a file.
func run<S: Stage & ~Copyable>(
  _ stage: inout S, over input: [UInt8], _ framing: Framing = .lines
) -> Given {
  let source = "\(folder)/in"
  guard FileManager.default.createFile(atPath: source, contents: Data(input)) else {
    broken("no file for the input")
  }
  var options = CommonOptions()
  let path = "\(folder)/out"
  options.output = .file(path)
  var given = Given()
  do {
    let session = try Session(
      program: "fuzz", framing: framing, options: options, operands: [source], leading: 0,
      signals: Signals(none: ()))
    session.diagnostics = Diagnostics(program: "fuzz") { _ in }
    session.readSize = 4096
    do throws(Ending) {
      try session.run(&stage)
      try session.closeOutput()
    } catch {
      given.ending = error
    }
    given.rejected = session.diagnostics.rejected
  } catch {
    broken("no session: \(error)")
  }
  given.lines = (try? [UInt8](Data(contentsOf: URL(filePath: path)))) ?? []
  return given
}

/// A folder in memory: the one that was given, whose name is the same in each run; else one of this
/// process' own.
let folder: String = {
  if let given = ProcessInfo.processInfo.environment["MRR_FUZZ_FOLDER"] { return given }
  let path = "/dev/shm/mrr-fuzz-\(getpid())"
  try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  atexit { try? FileManager.default.removeItem(atPath: "/dev/shm/mrr-fuzz-\(getpid())") }
  return path
}()

/// Arbitrary billing texts; what comes of them is what the next stages take.
func fuzzDetect(_ input: [UInt8], isStream: Bool = false, readsInvoices: Bool = false) {
  var settings = DetectSettings()
  settings.account = [UInt8]("acc".utf8)
  settings.isStream = isStream
  settings.readsInvoices = readsInvoices
  settings.asOf = .at(1_800_000_000)
  // Told by the length, which each change of an input may change: more ways to read the same text.
  settings.livemode = [nil, nil, true, false][input.count % 4]
  settings.explains = input.count % 3 == 0
  settings.sourceNames = ["in"]
  var detect = DetectStage(settings)
  let detected = run(&detect, over: input, .texts)
  if let ending = detected.ending { broken("detect ends with \(ending)") }
  checkChain(detected.lines, "detect")
}

/// Over 10 dollars, by rates of two days.
private let threshold: Threshold = {
  let rates = "Date,USD,GBP,JPY,\n2025-03-14,1.0889,0.84183,161.66,\n2025-03-13,1.08,0.83,N/A,\n"
  guard let amount = Decimal("10"),
    let known = try? ExchangeRates(file: [UInt8](rates.utf8))
  else { broken("no threshold") }
  return Threshold(over: amount, rates: known)
}()

/// Arbitrary notifications.
func fuzzNotifications(_ input: [UInt8]) {
  for types in [TypeSelection.all, TypeSelection([.churn, .new, .failedPayment])] {
    for threshold in [nil, threshold] {
      var some = Filter(types: types, over: threshold)
      checkAhead(some, input)
      checkChain(run(&some, over: input).lines, "filter")
    }
  }
  var group = Group()
  checkAhead(group, input)
  let grouped = run(&group, over: input)
  checkChain(grouped.lines, "group")
}

/// Whether lines were scanned ahead makes no difference to a stage.
private func checkAhead(_ stage: some Stage, _ input: [UInt8]) {
  var plain = stage
  var ahead = stage
  var scan = stage.lineScan?()
  var outputs = (plain: Output(), ahead: Output())
  let text = Padding.padded(input + [UInt8(ascii: "\n")])
  var start = 0
  for end in 0...input.count where text[end] == UInt8(ascii: "\n") {
    let line = start..<end
    start = end + 1
    if line.isEmpty { continue }
    let place = Place(source: 0, line: end)
    var notes: [ScanNote] = []
    var found: [JSONFound] = []
    let known = scan?.scan(text.span, line, over: &found, from: 0, notes: &notes)
    var refusals: (plain: String?, ahead: String?)
    do throws(Rejection) {
      try plain.consume(text.span, line, at: place, into: &outputs.plain)
    } catch {
      refusals.plain = error.message
    }
    do throws(Rejection) {
      if let known {
        try ahead.consume(
          text.span, line, scanned: found.span.extracting(0..<known.count), notes: notes.span,
          sort: known.sort, at: place, into: &outputs.ahead)
      } else {
        try ahead.consume(text.span, line, at: place, into: &outputs.ahead)
      }
    } catch {
      refusals.ahead = error.message
    }
    if refusals.plain != refusals.ahead { broken("a line scanned ahead is refused otherwise") }
    if plain.isInsidePayload != ahead.isInsidePayload { broken("another place in a payload") }
  }
  try? plain.finish(into: &outputs.plain)
  try? ahead.finish(into: &outputs.ahead)
  let isSame =
    outputs.plain.lines.bytes == outputs.ahead.lines.bytes
    && outputs.plain.warnings == outputs.ahead.warnings
    && outputs.plain.skipped == outputs.ahead.skipped
    && outputs.plain.late.map(\.text) == outputs.ahead.late.map(\.text)
  if !isSame { broken("lines scanned ahead give something else") }
}

/// What a stage wrote is taken by the next ones; the two orders of both give the same.
private func checkChain(_ lines: [UInt8], _ from: String) {
  if lines.isEmpty { return }
  var filter = Filter()
  let filtered = run(&filter, over: lines)
  if filtered.rejected > 0 { broken("filter refuses what \(from) wrote") }
  if filtered.lines != lines { broken("a filter that keeps all changes what \(from) wrote") }
  // The filter passes what it has no need to look at, whatever it is.
  if from == "filter" { return }
  var group = Group()
  let grouped = run(&group, over: lines)
  if grouped.rejected > 0 { broken("group refuses what \(from) wrote") }
  guard from == "detect" else { return }
  var churn = Filter(types: TypeSelection([.churn, .new]))
  let first = run(&churn, over: lines)
  var after = Group()
  let one = run(&after, over: first.lines)
  var again = Filter(types: TypeSelection([.churn, .new]))
  let other = run(&again, over: grouped.lines)
  if one.lines != other.lines { broken("filter | group and group | filter differ") }
}

func fuzzRates(_ input: [UInt8]) { _ = try? ExchangeRates(file: input) }
