import Command
import JSONText
import Notifications

/// What identifies a payload whose lines carry no `meta.id`.
///
/// Its id is made as lines.md, section 1, makes ids, from what the line tells: of a failed payment
/// that is everything. Of movements the opening time of the batch is not known; midnight of the
/// first date stands for it, and since a day can hold several batches, a digest of the movements is
/// added. So the same lines give the same id again, and different ones different ids.
struct Origin {
  private var hash = PayloadHash()
  private var needsDigest = true

  /// When the batch opened, as far as it is known.
  private(set) var at: Timestamp?

  init(_ reader: NotificationReader, _ bytes: Span<UInt8>) {
    let places = reader.places
    let isPayment = reader.event == .failedPayment
    at = isPayment ? Self.time(reader, bytes) : Self.firstDate(reader, bytes)
    add(places.account, reader, bytes)
    add(places.customerID, reader, bytes)
    hash.add(line: reader.event)
    if let at { hash.add(line: at.seconds) } else { hash.addEmptyLine() }
    add(isPayment ? places.invoiceID : -1, reader, bytes)
    needsDigest = !isPayment || at == nil || places.invoiceID < 0
  }

  /// The id of the payload whose content is `bytes[range]`.
  func id(_ bytes: Span<UInt8>, _ range: Range<Int>) -> PayloadID {
    guard needsDigest else { return hash.id }
    var hash = self.hash
    hash.add(digestOf: bytes, range)
    return hash.id
  }

  private mutating func add(_ place: Int, _ reader: NotificationReader, _ bytes: Span<UInt8>) {
    if place >= 0, let text = JSONValue.text(bytes, reader.found[place]) {
      hash.add(line: text.span, 0..<text.count)
    } else {
      hash.addEmptyLine()
    }
  }

  private static func time(_ reader: NotificationReader, _ bytes: Span<UInt8>) -> Timestamp? {
    guard reader.places.timestamp >= 0 else { return nil }
    let found = reader.found[reader.places.timestamp]
    return found.kind == .string ? Timestamp(bytes, found.content) : nil
  }

  private static func firstDate(_ reader: NotificationReader, _ bytes: Span<UInt8>) -> Timestamp? {
    var first: CalendarDate?
    for movement in reader.movements where movement.date >= 0 {
      guard let date = CalendarDate(bytes, reader.found[movement.date].content) else { continue }
      if first.map({ date < $0 }) ?? true { first = date }
    }
    return first.map { Timestamp(seconds: $0.days * 86_400) }
  }
}
