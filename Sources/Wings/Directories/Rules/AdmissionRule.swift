import Kernel

/// What a directory says of somebody, by the names of its claims: `groups`, `email`, `preferred_username`.
public typealias Claims = [String: [String]]

/// Who comes in by a directory, as whom, and with what role and teams. An administrator writes it, sees it, and tries it
/// on claims before anybody does.
public struct AdmissionRule: Hashable, Sendable {
  /// A claim and a value that it has to hold, whatever the case of its letters.
  public struct Condition: Hashable, Sendable {
    public var claim: String
    public var value: String

    public init(_ claim: String, _ value: String) { (self.claim, self.value) = (claim, value) }

    func holds(in claims: Claims) -> Bool {
      claims[claim]?.contains { $0.lowercased() == value.lowercased() } ?? false
    }
  }

  /// What who fulfils a condition gets. This is the one place that turns what a directory says into standing here.
  public struct Grant: Hashable, Sendable {
    public var when: Condition
    /// Nil where it gives teams alone.
    public var role: Role?
    /// Keys of teams.
    public var teams: [String]

    public init(when: Condition, role: Role?, teams: [String]) {
      (self.when, self.role, self.teams) = (when, role, teams)
    }
  }

  /// Whether somebody who has no account here gets one.
  public var creates = true
  /// Whether an account that is here already, and that nobody's directory has, is taken over by its sign-in name. Those of
  /// managers and administrators never are.
  public var adopts = false
  /// Whether tickets that were opened or imported for the name before become theirs.
  public var takesTickets = false
  /// The claim that the sign-in name is made of: what stands before an `@` of it, in small letters.
  public var name: String
  /// All of these have to hold for who comes in.
  public var needs: [Condition] = []
  public var grants: [Grant] = []
  /// The role of who has none by a grant.
  public var role = Role.requester

  public init(name: String) { self.name = name }

  public static let mostLines = 200

  /// Whether the role of its people is decided by it, and not by hand.
  public var decidesRoles: Bool { grants.contains { $0.role != nil } }
  /// Teams that are decided by it; other teams of its people are given by hand.
  public var decidedTeams: Set<String> { Set(grants.flatMap(\.teams)) }
}

/// What a rule comes to for one set of claims.
public struct Admission: Hashable, Sendable {
  /// Nil where they do not come in.
  public var found: Found?
  /// What decided it, in the order of the rule, a sentence each.
  public var reasons: [String]

  public init(found: Found?, reasons: [String]) { (self.found, self.reasons) = (found, reasons) }

  public struct Found: Hashable, Sendable {
    /// The sign-in name of a new account.
    public var name: String
    public var displayName: String
    public var email: String?
    public var role: Role
    public var teams: [String]

    public init(name: String, displayName: String, email: String?, role: Role, teams: [String]) {
      (self.name, self.displayName, self.email, self.role, self.teams) = (name, displayName, email, role, teams)
    }
  }
}

extension AdmissionRule {
  /// Decides about a set of claims.
  public func admission(of claims: Claims) -> Admission {
    var reasons: [String] = []
    for need in needs where !need.holds(in: claims) {
      let has = claims[need.claim].map { $0.joined(separator: ", ") } ?? "nothing"
      reasons.append("Not let in: \(need.claim) must be \(need.value), and is \(has).")
    }
    let raw = claims[name]?.first ?? ""
    let signInName = AdmissionRule.signInName(of: raw)
    if let signInName {
      reasons.append("The sign-in name is \(signInName), of \(name).")
    } else {
      reasons.append(
        raw.isEmpty
          ? "Not let in: there is no claim \(name), which the sign-in name is made of."
          : "Not let in: \(name) is \(raw), of which no sign-in name can be made (a to z, 0 to 9, dot, dash, underscore)."
      )
    }
    var given: [Role] = []
    var teams: Set<String> = []
    for grant in grants where grant.when.holds(in: claims) {
      if let role = grant.role { given.append(role) }
      teams.formUnion(grant.teams)
      let what = ([grant.role.map { "role \($0.rawValue)" }] + grant.teams.map { "team \($0)" }).compactMap { $0 }
      reasons.append("\(grant.when.claim) = \(grant.when.value) gives \(what.joined(separator: ", ")).")
    }
    let role = given.max() ?? role
    if given.isEmpty { reasons.append("No line gives a role, so it is \(role.rawValue).") }
    guard let signInName, needs.allSatisfy({ $0.holds(in: claims) }) else {
      return Admission(found: nil, reasons: reasons)
    }
    let display = claims["displayName"]?.first ?? claims["name"]?.first ?? claims["cn"]?.first ?? signInName
    return Admission(
      found: .init(
        name: signInName, displayName: display, email: claims["email"]?.first ?? claims["mail"]?.first, role: role,
        teams: teams.sorted()), reasons: reasons)
  }

  /// What stands before an `@`, in small letters; nil where that can be no sign-in name.
  static func signInName(of text: String) -> String? {
    let local = text.split(separator: "@", omittingEmptySubsequences: false).first.map { $0.lowercased() } ?? ""
    let isName = local.utf8.allSatisfy {
      (97...122).contains($0) || (48...57).contains($0) || [0x2d, 0x2e, 0x5f].contains($0)
    }
    return isName && TextBounds.signInName.fault(in: local) == nil ? local : nil
  }
}
