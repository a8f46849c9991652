package import JSONText
import Streams

/// Picks out of billing texts what their readers ask for, and tells the dialects apart.
package struct BillingScan: LineScan {
  /// The sorts of ``LineScan/scan(_:_:over:)``.
  enum Sort: Int {
    case stripe, native
  }

  /// Whether the last text was native: the next one probably is too.
  var expectsNative = false

  private let stripeScanner = JSONScanner(StripeSelection.selection)
  private let nativeScanner = JSONScanner(NativeSelection.selection)
  private var stripeTrail: JSONTrail
  private var nativeTrail: JSONTrail

  package init() {
    stripeTrail = stripeScanner.trail
    nativeTrail = nativeScanner.trail
    stripeTrail.comparesTexts = true
    nativeTrail.comparesTexts = true
  }

  /// Scans the text `bytes[range]`; what is picked is written over the elements of `found`.
  mutating func scan(
    text bytes: Span<UInt8>, _ range: Range<Int>, over found: inout [JSONFound], from start: Int = 0
  ) throws(JSONError) -> (count: Int, sort: Sort) {
    if expectsNative {
      let count = try nativeScanner.scan(
        bytes, range, over: &found, from: start, learning: &nativeTrail)
      expectsNative = Self.isRecord(found, start)
      if expectsNative { return (count, .native) }
    }
    let count = try stripeScanner.scan(
      bytes, range, over: &found, from: start, learning: &stripeTrail)
    if !Self.isRecord(found, start) { return (count, .stripe) }
    expectsNative = true
    let ownCount = try nativeScanner.scan(
      bytes, range, over: &found, from: start, learning: &nativeTrail)
    return (ownCount, .native)
  }

  /// See ``LineScan``.
  package mutating func scan(
    _ bytes: Span<UInt8>, _ range: Range<Int>, over found: inout [JSONFound], from start: Int
  ) -> (count: Int, sort: Int)? {
    do throws(JSONError) {
      let (count, sort) = try scan(text: bytes, range, over: &found, from: start)
      return (count, sort.rawValue)
    } catch {
      return nil
    }
  }

  /// Whether the text whose values begin at `start` names its kind of record, as native ones do.
  private static func isRecord(_ found: [JSONFound], _ start: Int) -> Bool {
    guard found[start].isObject else { return false }
    let count = Int(found[start].next)
    var child = 1
    while child < count {
      if found[start + child].field == Field.record.rawValue { return true }
      child = Int(found[start + child].next)
    }
    return false
  }
}
