import Kernel
import Proposals
import Testing

@Suite("Who decides about a proposal", .timeLimit(.minutes(10)))
struct ProposalObstacleTests {
  private static func principal(_ name: String, _ role: Role = .manager) -> Principal {
    Principal(id: RecordID(name), name: name, role: role)
  }

  private static func byToken(_ name: String) -> Principal {
    var principal = principal(name)
    principal.credential = .token(
      TokenCredential(id: RecordID("t"), mayRead: true, mayWrite: true, endsAt: .latest))
    return principal
  }

  private static func proposal(_ state: Proposal.State) -> Proposal {
    Proposal(
      id: RecordID("1"), title: "Faster", reason: "", files: [], proposer: "mo", state: state, digest: "d",
      createdAt: .earliest, revisedAt: .earliest)
  }

  /// State, who, the digest of what it would change now; what stands in the way of approving, refusing, revising.
  private static let table: [(Proposal.State, Principal, String?, [ProposalObstacle?])] = [
    (.open, principal("ada"), "d", [nil, nil, .othersOwn]),
    (.open, principal("mo"), "d", [.own, .own, nil]),
    (.open, principal("ada"), "e", [.overtaken, nil, .othersOwn]),
    // What cannot be applied any more is not approved, but can be refused.
    (.open, principal("ada"), nil, [.overtaken, nil, .othersOwn]),
    (.open, .system("command-line"), "d", [.noPerson, .noPerson, .othersOwn]),
    (.open, byToken("ada"), "d", [.noPerson, .noPerson, .othersOwn]),
    (.applied, principal("ada"), "d", [.decided(.applied), .decided(.applied), .decided(.applied)]),
    (.refused, principal("mo"), "d", [.decided(.refused), .decided(.refused), .decided(.refused)]),
    (.withdrawn, principal("mo"), "d", [.decided(.withdrawn), .decided(.withdrawn), .decided(.withdrawn)]),
  ]

  @Test("never who proposed it, never twice, never something else than what was proposed", arguments: table.indices)
  func who(_ index: Int) {
    let (state, principal, present, expected) = Self.table[index]
    let proposal = Self.proposal(state)
    #expect(
      [
        proposal.obstacle(toApprovalBy: principal, present: present), proposal.obstacle(toDecisionBy: principal),
        proposal.obstacle(toChangeBy: principal),
      ] == expected)
  }

  @Test("each obstacle says what to do, under a code of its own")
  func words() {
    let all: [ProposalObstacle] =
      [.own, .othersOwn, .noPerson, .overtaken] + [.applied, .refused, .withdrawn].map { .decided($0) }
    #expect(all.allSatisfy { $0.words.hasSuffix(".") && !$0.code.contains(" ") })
    #expect(Set(all.map(\.words)).count == all.count && Set(all.map(\.code)).count == 5)
  }
}
