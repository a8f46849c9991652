import Command
import JSONText
import Notifications

/// What is known of a payload whose lines carry no `meta.id`, or no `meta.at`.
///
/// Its id is made as lines.md, section 1, makes ids, where the line tells all that goes into one:
/// of a failed payment it does. Of movements nothing tells when the batch opened, and a day can hold
/// several: their id is a digest of what makes them a group and of the movements. So the same lines
/// give the same id again, and different ones different ids.
enum Origin {
  // Each takes a line that stands so far (`shift`) before where it was read.

  /// When a payment failed; nil where the line does not tell.
  static func time(
    ofPayment reader: NotificationReader, _ bytes: Span<UInt8>, _ shift: Int
  ) -> Timestamp? {
    guard reader.places.timestamp >= 0 else { return nil }
    let found = reader.found[reader.places.timestamp]
    guard case .string = found.kind else { return nil }
    return Timestamp(bytes, found.content.moved(by: -shift))
  }

  /// Where the first date of the line's movements stands, which is taken for the time when their
  /// batch opened; nil where they have none.
  static func firstDate(
    _ reader: NotificationReader, _ bytes: Span<UInt8>, _ shift: Int
  ) -> Range<Int>? {
    var first: (date: CalendarDate, place: Range<Int>)?
    for index in 0..<reader.movements.count where reader.movements[index].date >= 0 {
      let place = reader.found[reader.movements[index].date].content.moved(by: -shift)
      guard let date = CalendarDate(bytes, place) else { continue }
      if first.map({ date < $0.date }) ?? true { first = (date, place) }
    }
    return first?.place
  }

  /// The id of a failed payment; nil where the line does not tell all that goes into it.
  static func id(
    ofPayment reader: NotificationReader, _ bytes: Span<UInt8>, _ shift: Int
  ) -> PayloadID? {
    let places = reader.places
    func text(_ place: Int) -> [UInt8]? {
      guard place >= 0 else { return nil }
      var found = reader.found[place]
      found.start -= Int32(shift)
      found.end -= Int32(shift)
      return JSONValue.text(bytes, found)
    }
    guard let time = time(ofPayment: reader, bytes, shift), let invoice = text(places.invoiceID)
    else { return nil }
    var hash = PayloadHash()
    for place in [places.account, places.customerID] {
      if let text = text(place) {
        hash.add(line: text.span, 0..<text.count)
      } else {
        hash.addEmptyLine()
      }
    }
    hash.add(line: reader.event)
    hash.add(line: time.seconds)
    hash.add(line: invoice.span, 0..<invoice.count)
    return hash.id
  }

  /// The id of a payload with this key whose content is `bytes[range]`.
  static func digest(_ key: GroupKey, _ bytes: Span<UInt8>, _ range: Range<Int>) -> PayloadID {
    var digest = PayloadDigest()
    let key = key.bytes.bytes
    digest.add(key.span, 0..<key.count)
    digest.add(bytes, range)
    return digest.id
  }
}
