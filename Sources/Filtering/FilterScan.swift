import Command
import JSONText
import Streams

/// Judges notifications before their turn comes, as far as a line says by itself what becomes of it.
///
/// Nothing is picked out of a line: its sort is the verdict.
struct FilterScan: LineScan {
  private var filter: Filter
  /// Takes up what the filter warns of, which is left to the one whose turn it is.
  private var output = Output()

  init(types: TypeSelection, over threshold: Threshold?) {
    filter = Filter(types: types, over: threshold)
  }

  mutating func scan(
    _ bytes: Span<UInt8>, _ range: Range<Int>, over found: inout [JSONFound], from start: Int,
    notes: inout [ScanNote]
  ) -> (count: Int, sort: Int)? {
    do throws(Rejection) {
      let verdict = try filter.verdict(bytes, range, &output)
      if output.hasNotes {
        output = Output()
        return nil
      }
      guard let verdict else { return nil }
      return (0, verdict.rawValue)
    } catch {
      return nil
    }
  }
}

/// What becomes of a line whatever stands around it, unless it goes on with a payload of several.
enum Verdict: Int {
  /// It is kept as it is.
  case kept
  /// The same, and the next line is part of the same payload.
  case keptUnfinished
  /// It is dropped, for its types or for its amounts.
  case otherType, notOver
}
