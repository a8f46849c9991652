import Foundation
import Streams

@testable import Command
@testable import Database
@testable import Detecting
@testable import Ledger
@testable import Outbox

/// A file as it should be, with the changes that an input asks for: each of two bytes of a place,
/// one of how, and one of what.
private func corrupted(_ whole: [UInt8], _ input: [UInt8]) -> [UInt8] {
  var bytes = whole
  var index = 0
  while index + 4 <= input.count {
    let place = (Int(input[index]) << 8 | Int(input[index + 1])) * bytes.count / 65536
    let what = input[index + 3]
    switch input[index + 2] % 5 {
    case 0: bytes[place] = what
    case 1: bytes[place] ^= 1 << (what % 8)
    case 2: for offset in 0..<min(Int(what), bytes.count - place) { bytes[place + offset] = what }
    case 3:
      // A piece of elsewhere.
      let from = Int(what) * bytes.count / 256
      for offset in 0..<min(64, bytes.count - place, bytes.count - from) {
        bytes[place + offset] = bytes[from + offset]
      }
    default: bytes.removeSubrange(max(100, place)...)
    }
    if bytes.isEmpty { return bytes }
    index += 4
  }
  return bytes
}

private func put(_ bytes: [UInt8], _ path: String) {
  for suffix in ["-journal", "-lock", "-new"] { unlink(path + suffix) }
  guard FileManager.default.createFile(atPath: path, contents: Data(bytes)) else {
    broken("no file")
  }
}

// MARK: Ledger

private func record(_ customer: Int, _ at: Int, _ amount: Int) -> String {
  """
  {"record":"subscription","id":"sub_\(customer)","at":\(at),"customer":{"id":"cus_\(customer)"},\
  "currency":"usd","status":"active","items":[{"plan_name":"Pro","unit_amount":\(amount),\
  "quantity":1,"interval":"month"}],"discounts":[{"percent_off":50,"duration":"repeating",\
  "end":\(at + 900_000)}]}

  """
}

private let start = 1_750_000_000
private let history = [UInt8](
  (0..<40).map { record($0, start + $0, 1000 + $0) }.joined().utf8)
private let night = [UInt8](
  (20..<60).map { record($0, start + 86_400 + $0, 2000 + $0) }.joined().utf8)

private func detect(_ options: DetectOptions, over input: [UInt8]) throws {
  var options = options
  let session = try Session(
    program: "fuzz", framing: .texts, options: CommonOptions(), operands: [], leading: 0,
    signals: Signals(none: ()))
  session.diagnostics = Diagnostics(program: "fuzz") { _ in }
  let keeper = try options.openLedger(session)
  var stage = DetectStage(options.settings, keeper)
  let given = run(&stage, over: input, .texts)
  if let ending = given.ending {
    keeper.abandon()
    throw ending
  }
  do throws(Failure) {
    try stage.save()
  } catch {
    keeper.abandon()
    throw error
  }
}

private let wholeLedger: [UInt8] = {
  var options = DetectOptions()
  options.initial = "\(folder)/ledger"
  unlink("\(folder)/ledger")
  do {
    try detect(options, over: history)
    return [UInt8](try Data(contentsOf: URL(filePath: "\(folder)/ledger")))
  } catch {
    broken("no ledger: \(error)")
  }
}()

/// A ledger that is damaged: it is refused, or a night goes through it.
func fuzzLedger(_ input: [UInt8]) {
  let path = "\(folder)/ledger"
  put(corrupted(wholeLedger, input), path)
  var options = DetectOptions()
  options.ledger = path
  try? detect(options, over: night)
  guard let file = try? LedgerFile(reading: path) else { return }
  _ = try? file.settings()
  _ = try? file.totals()
  _ = try? file.customersWithOpenBatches()
}

// MARK: Queue

private let wholeQueue: [UInt8] = {
  let path = "\(folder)/queue"
  unlink(path)
  do {
    try Queue.create(at: path, for: "https://example.com/", now: 1_750_000_000_000)
    let queue = try Queue(opening: path)
    _ = try queue.begin(url: "https://example.com/", isOrdered: true, now: 1_750_000_000_000)
    var batch = Batch()
    for number in 0..<30 {
      batch.lines.append(
        IncomingLine(
          id: "mrr_\(number)", body: [UInt8]("{\"n\":\(number)}".utf8), customer: Int64(number % 7),
          source: 0, line: number))
    }
    _ = try queue.apply(batch, now: 1_750_000_000_001)
    try queue.leave()
    return [UInt8](try Data(contentsOf: URL(filePath: path)))
  } catch {
    broken("no queue: \(error)")
  }
}()

/// A queue that is damaged: it is refused, or can be worked on.
func fuzzQueue(_ input: [UInt8]) {
  let path = "\(folder)/queue"
  put(corrupted(wholeQueue, input), path)
  guard let queue = try? Queue(opening: path) else { return }
  let now: Int64 = 1_750_000_100_000
  guard (try? queue.begin(url: "https://example.com/", isOrdered: true, now: now)) != nil else {
    return
  }
  var batch = Batch()
  batch.lines.append(
    IncomingLine(id: "mrr_new", body: [UInt8]("{}".utf8), customer: 3, source: 0, line: 1))
  if let row = try? queue.oldest(besides: []) {
    batch.outcomes.append(FinishedAttempt(row, .delivered(status: 204)))
  }
  _ = try? queue.apply(batch, now: now)
  _ = try? queue.status(at: now)
  _ = try? queue.requeue(.all, at: now)
  _ = try? queue.drop(.all, at: now)
  _ = try? queue.sweep(at: now + 200 * 86_400_000)
  try? queue.leave()
}
