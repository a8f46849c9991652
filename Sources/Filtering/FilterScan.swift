import Command
import JSONText
import Streams

/// Judges notifications before their turn comes, as far as a line says by itself what becomes of it.
///
/// Nothing is picked out of a line: its sort is the verdict.
struct FilterScan: LineScan {
  private var filter: Filter

  init(types: TypeSelection, over threshold: Threshold?) {
    filter = Filter(types: types, over: threshold)
  }

  mutating func scan(
    _ bytes: Span<UInt8>, _ range: Range<Int>, over found: inout [JSONFound], from start: Int,
    notes: inout [ScanNote]
  ) -> (count: Int, sort: Int)? {
    do throws(Rejection) {
      guard let verdict = try filter.verdict(bytes, range, noting: &notes) else { return nil }
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
  /// Of it the pieces are kept that the notes tell.
  case cut
  /// It is dropped, for its types or for its amounts.
  case otherType, notOver
}
