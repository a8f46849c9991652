package import Command
import JSONText
import Streams

/// Feeds `text` to `stage`, line by line, and ends it; some of the lines as if another thread had
/// scanned them ahead.
///
/// Gives the refusals: `line:offset: message`.
package func feed(
  _ stage: some Stage, _ text: String, into output: inout Output, sharing: Sharing
) -> [String] {
  var stage = stage
  var scan = stage.lineScan?()
  var refusals: [String] = []
  for (index, line) in text.utf8.split(separator: UInt8(ascii: "\n")).enumerated() {
    // Not at the start of the bytes: a stage may not take it for granted.
    let lead = Array("lead".utf8)
    let bytes = Padding.padded(lead + Array(line))
    let range = lead.count..<lead.count + line.count
    let place = Place(source: 0, line: index + 1)
    var found = [JSONFound](repeating: .none, count: 64)
    var notes: [ScanNote] = []
    let known =
      sharing.isAhead(index + 1)
      ? scan?.scan(bytes.span, range, over: &found, from: 0, notes: &notes) : nil
    do throws(Rejection) {
      if let known {
        try stage.consume(
          bytes.span, range, scanned: found.span.extracting(0..<known.count), notes: notes.span,
          sort: known.sort, at: place, into: &output)
      } else {
        try stage.consume(bytes.span, range, at: place, into: &output)
      }
    } catch {
      refusals.append("\(index + 1):\(error.offset): \(error.message)")
    }
  }
  do throws(Failure) {
    try stage.finish(into: &output)
  } catch {
    refusals.append("the stage failed: \(error.message)")
  }
  return refusals
}

/// Ways to share lines between the thread that scans ahead and the one that takes them.
package enum Sharing: Int, CaseIterable, Sendable {
  /// Which lines are scanned ahead: none, all, each second one, each third one.
  case none, all, second, third

  /// Whether line `number`, counted from 1, is scanned ahead.
  func isAhead(_ number: Int) -> Bool {
    switch self {
    case .none: false
    case .all: true
    case .second: number % 2 == 0
    case .third: number % 3 == 1
    }
  }
}
