import Foundation
import JSONText
import Streams

@testable import Command
@testable import Posting
@testable import Webhook

/// The card's file: what is read is written back so that it reads the same.
func fuzzSettings(_ input: [UInt8]) {
  guard let document = try? SettingsDocument(reading: input) else { return }
  let text = document.text
  guard let again = try? SettingsDocument(reading: text) else { broken("its own text is refused") }
  if again.text != text { broken("written twice it is another text") }
}

/// Everything that is read from a command line or a line of a file.
func fuzzAddresses(_ input: [UInt8]) {
  let text = String(decoding: input, as: UTF8.self)
  _ = try? Address(text)
  _ = try? Endpoint(parsing: text)
  _ = try? ExtraHeader(parsing: text)
  _ = try? SigningSecret(parsing: text)
  _ = try? OptionValue.milliseconds(text)
  _ = try? OptionValue.time(text)
  _ = try? OptionValue.mode(text)
  _ = IPAddress(text)
  for scalar in Printable.escaped(text).unicodeScalars where scalar.value < 0x20 {
    broken("a control character is printed")
  }
}

/// What an endpoint may answer, in lines; and its `Retry-After`.
func fuzzAnswers(_ input: [UInt8]) {
  var head = AnswerHead()
  for line in input.split(separator: 0x0A, omittingEmptySubsequences: false) {
    if !head.take((Array(line) + [0x0A]).span) { break }
  }
  if let status = head.status, !(200..<600).contains(status) { broken("status \(status)") }
  if let wait = RetryAfter.wait(head.retryAfter, at: 1_700_000_000_000), wait <= 0 {
    broken("a wait of \(wait)")
  }
  // Lines for mrr-post: the body is the object without its envelope, and still JSON.
  var reader = DeliveryReader(keepsLines: true, readsCustomers: true)
  let bytes = Padding.padded(input)
  let place = Place(source: 0, line: 1)
  guard let delivery = try? reader.read(bytes.span, 0..<input.count, at: place) else { return }
  var found: [JSONFound] = []
  let body = Padding.padded(delivery.body)
  guard
    (try? JSONScanner(JSONSelection()).scan(body.span, 0..<delivery.body.count, into: &found))
      != nil
  else { broken("the body is no JSON") }
}
