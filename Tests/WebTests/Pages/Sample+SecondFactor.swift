import Components
import Kernel
import PeoplePages
import PeopleUseCases

extension Sample {
  static let offer = SecondFactorOfferLine(
    secret: "GEZD GNBV GY3T QOJQ", address: "otpauth://totp/Desk:kim?secret=GEZDGNBVGY3TQOJQ",
    picture: QRSquares(width: 3, isDark: [true, true, false, false, true, false, true, false, true]),
    sealed: "sealed/<x>/00", needsProof: true)

  static let recoveryCodes = ["abcd-efgh-ijkl-mnop", "qrst-uvwx-yz23-4567"]

  static let signIns = SignInsPage(
    who: "Kim <Berg>", crumbs: [Crumb("People", "/people")],
    rows: [
      .init(
        at: at("2025-06-03T09:00:00Z"), by: "password and code of the app", isGood: true, device: "Firefox on Linux",
        address: "192.0.2.1"),
      .init(
        at: at("2025-06-03T08:00:00Z"), by: "password and code of the app", isGood: false, device: "a <b>browser</b>",
        address: "2001:db8::1"),
    ], pager: Pager(shows: "2 sign-ins"))

  static let access = AccessPage(
    rules: [
      .init(role: .agent, since: at("2025-06-03T09:00:00Z"), without: 3), .init(role: .admin, since: nil, without: 0),
    ],
    form: FormState(["role-agent": "yes"], faults: [FieldFault("roles", "name yours, and you have none yourself")]),
    needsProof: true)
}

extension Gallery {
  static let secondFactors: [(name: String, page: any Page, role: Role)] = [
    ("second-factor-offered", SecondFactorPage(.offered(Sample.offer), isRequired: true), .agent),
    (
      "second-factor",
      SecondFactorPage(
        .set(since: Sample.at("2025-06-03T09:00:00Z"), codesLeft: 2),
        form: FormState(faults: [FieldFault("code", "is not right")])), .agent
    ),
    (
      "second-factor-codes",
      SecondFactorPage(
        .set(since: Sample.at("2025-06-03T09:00:00Z"), codesLeft: 10), isRequired: true, codes: Sample.recoveryCodes),
      .agent
    ),
    (
      "sign-in-code",
      SignInCodePage(pending: "00", next: "/queue", form: FormState(faults: [FieldFault("code", "is not right")])),
      .requester
    ),
    ("sign-in-set-up", SignInCodePage(pending: "00", offer: Sample.offer), .requester),
    ("sign-in-over", SignInCodePage(pending: nil), .requester),
    ("recovery-codes", RecoveryCodesPage(codes: Sample.recoveryCodes, next: "/"), .requester),
    ("sign-ins", Sample.signIns, .admin), ("access", Sample.access, .admin),
    ("sign-ins-none", SignInsPage(crumbs: [], rows: [], pager: Pager(shows: "")), .requester),
  ]
}
