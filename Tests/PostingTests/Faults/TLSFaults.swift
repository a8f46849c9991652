/// Certificates, TLS, and what HTTP/2 would bring: faults 37 to 54.
let tlsFaults: [Fault] =
  [
    Fault(
      37, "a certificate that has expired",
      [certificate("expired", "tls_expired", "the certificate of 127.0.0.1 has expired")]),
    Fault(
      38, "one that is not valid yet",
      [
        certificate(
          "not-yet-valid", "tls_not_yet_valid",
          "the certificate of 127.0.0.1 is not valid yet; check the clock")
      ]),
    Fault(
      39, "one of another host",
      [
        certificate(
          "wrong-host", "tls_wrong_host", "the certificate is not one of 127.0.0.1; check the URL")
      ]),
    Fault(
      40, "one that is signed by itself",
      [
        certificate(
          "self-signed", "tls_self_signed",
          "the certificate of 127.0.0.1 is signed by itself; if that is meant, name it with --ca")
      ]),
    Fault(
      41, "one of an unknown authority",
      [
        certificate(
          "unknown-ca", "tls_untrusted", untrusted("unable to get local issuer certificate")),
        certificate(
          "chain", "tls_untrusted", untrusted("self-signed certificate in certificate chain")),
      ], shownBy: ["StartTests.withoutTheAuthorityNothingIsTrusted"]),
    Fault(
      42, "one without the intermediate certificate that leads to the authority",
      [
        certificate(
          "no-intermediate", "tls_untrusted", untrusted("unable to get local issuer certificate"))
      ]),
    Fault(
      43, "TLS 1.1 and no newer",
      [
        certificate(
          "old-tls", "tls_handshake",
          "127.0.0.1 does not offer TLS 1.2 or newer (tlsv1 alert protocol version)")
      ]),
    Fault(
      44, "a port that speaks plain HTTP, or hangs up",
      [
        certificate(
          "plain", "tls_handshake",
          "port N of 127.0.0.1 does not speak TLS; check the URL and its port"),
        certificate(
          "hangup", "tls_handshake", "127.0.0.1 closed the connection before TLS was up"),
        certificate(
          "hangup-reset", "reset", "the endpoint reset the connection before TLS was up"),
      ]),
    // There is no option for a client's certificate, so none is ever right or wrong.
    Fault(
      45, "a client's certificate is asked for",
      [
        certificate(
          "client-cert", "tls_handshake",
          "127.0.0.1 ended TLS with an alert; the server may require a client certificate "
            + "(tlsv13 alert certificate required)")
      ]),
    Fault(
      46, "wildcards: whole labels are taken, parts of one are not",
      [
        FaultCase("", kind: "wildcard", host: "a.wild.localhost", .delivered(204))
      ]
        + ["foo.part.localhost", "a.b.wild.localhost", "wild.localhost"].map {
          FaultCase(
            "", kind: "wildcard", host: $0,
            .failed(nil, "tls_wrong_host", "the certificate is not one of \($0); check the URL"))
        }),
    // That of "good" names 127.0.0.1 and ::1, that of "wildcard" no address.
    Fault(
      47, "a certificate that names addresses",
      [
        FaultCase("", .delivered(204)),
        certificate(
          "wildcard", "tls_wrong_host", "the certificate is not one of 127.0.0.1; check the URL"),
      ]),
    Fault(
      48, "a certificate that turns bad between two attempts",
      shownBy: ["FaultTests.everyConnectionIsJudged"]),
  ]
  + [
    (49, "RST_STREAM behind a complete answer"), (50, "REFUSED_STREAM"), (51, "GOAWAY"),
    (52, "ENHANCE_YOUR_CALM"), (53, "MAX_CONCURRENT_STREAMS of 1"), (54, "a window of 0"),
  ].map { number, what in
    Fault(
      number, what,
      doesNotApply: "only HTTP/1.1 is spoken and offered (FaultTests.neverHTTP2)")
  }

private func certificate(_ kind: String, _ reason: String, _ message: String) -> FaultCase {
  FaultCase("", kind: kind, .failed(nil, reason, message))
}

private func untrusted(_ words: String) -> String {
  "the certificate of 127.0.0.1 is of an authority that is not trusted here; "
    + "name it with --ca, or have the endpoint send its whole chain (\(words))"
}
