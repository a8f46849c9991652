import JSONText
import Notifications
import Testing

@Suite struct PayloadIDTests {
  /// The vectors of lines.md, section 1; the lines were hashed by an independent program too.
  @Test(
    arguments: [
      (Event.mrrMovement, 1_743_588_000, "", "mrr_7da75ce7c09dc82d0ec0389ca7b84793"),
      (.scheduledCancellation, 1_743_588_000, "", "mrr_a578fc2d9efc0f5d36967e90e3938f5d"),
      (.failedPayment, 1_742_049_000, "inv_789", "mrr_a5a913394d3acdd03bb7084d662b75c3"),
    ] as [(Event, Int64, String, String)])
  func vectors(event: Event, opening: Int64, invoice: String, id: String) {
    var texts = Texts()
    let account = texts.add("acc_abc123")
    let customer = texts.add("cus_456")
    let invoiceID = texts.add(invoice)
    var hash = PayloadHash()
    hash.add(line: texts.bytes.span, account)
    hash.add(line: texts.bytes.span, customer)
    hash.add(line: event)
    hash.add(line: opening)
    hash.add(line: texts.bytes.span, invoiceID)
    var lines = LineBuffer()
    lines.append(hash.id)
    #expect(text(lines) == id)
    #expect(lines.count == PayloadID.length)
  }

  @Test func anEmptyLineIsALineEnd() {
    var hash = PayloadHash()
    hash.addEmptyLine()
    var other = PayloadHash()
    let end = [UInt8("\n".utf8.first ?? 0)]
    other.add(end.span, 0..<1)
    #expect(hash.id == other.id)
    #expect(hash.id != PayloadHash().id)
  }

  @Test func aHashOfManyZerosIsWrittenInFull() {
    var lines = LineBuffer()
    lines.append(PayloadID(hash: 0xab))
    #expect(text(lines) == "mrr_000000000000000000000000000000ab")
  }
}
