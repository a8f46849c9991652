import Foundation
import TestSupport
import Testing

@Suite struct StripeExportTests {
  @Test func everyPageOfEveryKind() throws {
    let stripe = try Stripe("events=250", "customers=100", "products=1")
    let run = try stripe.export("products", "customers", "events")
    #expect(run.status == 0)
    #expect(run.errors == "")
    let expected =
      newestFirst("products", 1) + newestFirst("customers", 100) + newestFirst("events", 250)
    #expect(try ids(run.output) == expected)
    let requests = try stripe.requests()
    #expect(
      requests.map(\.path) == ["products", "customers"].map { "/v1/" + $0 }
        + Array(repeating: "/v1/events", count: 3))
    #expect(requests.allSatisfy { $0.query["limit"] == ["100"] })
    #expect(
      requests.map { $0.query["starting_after"]?.first }
        == [nil, nil, nil, "events_00150", "events_00050"])
    #expect(requests.allSatisfy { $0.fields["version"] as? String == "2025-03-31.basil" })
    #expect(try stripe.bench.leftovers() == [])
  }

  @Test func theObjectsComeAsTheyAre() throws {
    let stripe = try Stripe("coupons=1")
    #expect(
      try stripe.export("coupons").output == """
        {"id":"coupons_00000","object":"coupon","created":1735689600,\
        "name":"Zoë \u{2028} / \\"q\\"","percent_off":33.33,"big":9007199254740991,\
        "unit_amount_decimal":"0.50","nothing":null}

        """)
  }

  /// The first five minutes of a user: what is exported is what mrr-detect reads.
  @Test func intoMovements() throws {
    let events = DemoData.folder.appending(path: "events.jsonl").path
    let stripe = try Stripe("events=\(events)", "products=0", "2:status=500,after=0")
    let folder = stripe.bench.path("x")
    #expect(try stripe.export("--dir", folder, "products", "events").status == 0)
    let detect = Places.programs.appending(path: "mrr-detect")
    let exported = ["products", "events"].map { "\(folder)/\($0).jsonl" }
    let run = try stripe.bench.run(detect, exported)
    #expect(run.status == 0)
    #expect(run.lines.count == 28)
    #expect(try run.output == stripe.bench.run(detect, [events]).output)
  }

  @Test func nothingIsNothing() throws {
    let stripe = try Stripe("coupons=0")
    let run = try stripe.export("coupons")
    #expect(run.status == 0)
    #expect(run.output == "")
    #expect(run.errors == "")
  }

  @Test func whatIsAskedOfEachKind() throws {
    let kinds = [
      "products", "prices", "coupons", "customers", "subscriptions", "invoices", "events",
    ]
    let stripe = try Stripe(
      "products=1", "prices=1", "coupons=1", "customers=1", "subscriptions=1", "invoices=1",
      "events=1")
    let run = try stripe.export("--since", "2025-01-01")
    #expect(try ids(run.output) == kinds.map { $0 + "_00000" })
    let asked = Dictionary(uniqueKeysWithValues: try stripe.requests().map { ($0.path, $0.query) })
    #expect(asked["/v1/subscriptions"]?["status"] == ["all"])
    #expect(asked["/v1/subscriptions"]?["expand[]"]?.contains("data.items.data.discounts") == true)
    #expect(asked["/v1/prices"]?["expand[]"]?.contains("data.tiers") == true)
    #expect(asked["/v1/events"]?["types[]"]?.contains("customer.subscription.updated") == true)
    #expect(asked["/v1/events"]?["created[gte]"] == ["1735689600"])
    #expect(asked["/v1/invoices"]?["created[gte]"] == nil)
  }

  @Test(arguments: [
    ("2025-01-01", 1_735_689_600), ("2025-01-01T02:00:30+02:00", 1_735_689_630),
    ("2025-01-01T00:00:00Z", 1_735_689_600), ("1735689661", 1_735_689_661),
  ])
  func since(time: String, seconds: Int) throws {
    let stripe = try Stripe("events=5")
    let run = try stripe.export("--since", time, "events")
    let first = (seconds - 1_735_689_600 + 59) / 60
    #expect(try ids(run.output) == newestFirst("events", 5, without: Set(0..<first)))
  }

  @Test func embeddedListsAreReadToTheirEnd() throws {
    let stripe = try Stripe("subscriptions=9", "invoices=5")
    let run = try stripe.export("subscriptions", "invoices")
    #expect(run.status == 0)
    #expect(try ids(run.output) == newestFirst("subscriptions", 9) + newestFirst("invoices", 5))
    for (id, list, prefix) in [
      ("subscriptions_00007", "items", "si"), ("invoices_00003", "lines", "il"),
    ] {
      let line = try #require(run.lines.first { $0.contains("\"\(id)\"") })
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      let embedded = try #require(object?[list] as? [String: Any])
      let members = embedded["data"] as? [[String: Any]] ?? []
      #expect(members.map { $0["id"] as? String } == newestFirst(prefix, 130).reversed())
      #expect(embedded["has_more"] as? Bool == false)
    }
  }

  @Test(arguments: [
    "status=429,after=0", "status=500,after=0", "status=503", "cut", "html", "blank",
  ])
  func whatPassesIsTriedAgain(fault: String) throws {
    let stripe = try Stripe("events=150", "2:\(fault)")
    let run = try stripe.export("events")
    #expect(run.status == 0)
    #expect(run.errors == "")
    #expect(try ids(run.output) == newestFirst("events", 150))
    #expect(try stripe.requests().count == 3)
  }

  @Test func retryAfterIsWaitedFor() throws {
    let stripe = try Stripe("events=1", "1:status=429,after=2")
    let begin = ContinuousClock.now
    #expect(try stripe.export("-v", "events").errors.contains("again in 2 s"))
    #expect(ContinuousClock.now - begin >= .seconds(2))
  }

  @Test func retriesAreBounded() throws {
    let stripe = try Stripe(
      "events=1", "1:status=500,after=0", "2:status=502,after=0", "3:status=503,after=0")
    let run = try stripe.export("--retries", "2", "events")
    #expect(run.status == 69)
    #expect(run.output == "")
    #expect(run.errors == "stripe-export: \(stripe.base): HTTP 503 (tried 3 times)\n")
    #expect(try stripe.requests().count == 3)
  }

  @Test func waitingAnHourIsLeftToPeople() throws {
    let stripe = try Stripe("events=1", "1:status=429,after=3600")
    let run = try stripe.export("events")
    #expect(run.status == 69)
    #expect(run.errors.contains("asks to wait for 3600 seconds"))
  }

  @Test(arguments: [
    ("status=401", "does not accept this key"), ("status=403", "may not read /v1/events"),
    ("status=400", "HTTP 400 for /v1/events: as ordered"), ("status=302", "HTTP 302"),
  ])
  func refusalsAreNotTriedAgain(fault: String, sentence: String) throws {
    let stripe = try Stripe("events=1", "1:\(fault)")
    let run = try stripe.export("events")
    #expect(run.status == 69)
    #expect(run.errors.contains(sentence), "\(run.errors)")
    #expect(try stripe.requests().count == 1)
  }

  @Test func nobodyThere() throws {
    let bench = try Bench()
    let run = try bench.run(
      Stripe.script, ["--api-base", "http://127.0.0.1:1", "--retries", "1", "events"],
      environment: ["STRIPE_API_KEY": Stripe.key])
    #expect(run.status == 69)
    #expect(run.errors.contains("(tried 2 times)"))
    #expect(try bench.leftovers() == [])
  }
}
