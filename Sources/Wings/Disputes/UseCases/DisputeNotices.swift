import Core
import Disputes
import Kernel
import PeopleUseCases
import Storage
import TicketsUseCases

extension DisputeNews.Occasion {
  /// What is told of it, to those whom it concerns and to who listens for such.
  var notice: NoticeKind {
    NoticeKind(
      rawValue, title, words, template: template,
      fields: [
        NoticeField("dispute", .id, "The dispute."), NoticeField("name", "What people call it, like DSP-7."),
        NoticeField("state", "How it stands: open, upheld, partly, rejected or withdrawn."),
        NoticeField("actor", "Sign-in name of who did it."), NoticeField("text", "The same in words."),
      ])
  }

  private var title: String {
    switch self {
    case .opened: "Dispute opened"
    case .stated: "Statement in a dispute"
    case .decided: "Dispute decided"
    case .withdrawn: "Dispute taken back"
    }
  }

  private var words: String {
    switch self {
    case .opened: "Somebody contests the verdict of a clock or the figure of a service."
    case .stated: "One side of a dispute says something more."
    case .decided: "A dispute is upheld, in whole or in part, or rejected."
    case .withdrawn: "A dispute is taken back by who opened it."
    }
  }

  private var template: String {
    switch self {
    case .opened: "{actor} contests what was counted ({name})"
    case .stated: "{actor} says more in {name}"
    case .decided: "{actor} decided about {name}: {outcome}"
    case .withdrawn: "{actor} took back {name}"
    }
  }
}

extension Work {
  /// Tells of what became of a dispute. Of one about a confidential ticket nobody is told who may not see that.
  func tell(_ occasion: DisputeNews.Occasion, of dispute: Dispute) throws {
    var isConfidential = false
    if case .clock(let ticket, _, _) = dispute.subject {
      isConfidential = try GlanceTicket(ticket).answer(from: look).confidentialityClass != nil
    }
    try tell(
      occasion.notice, about: DisputeProjection.prefix + dispute.id.text, at: now, toPeopleAlone: isConfidential
    ) {
      NoticeFacts(
        data: [
          "dispute": .string(dispute.id.text), "name": .string(dispute.name),
          "state": .string(dispute.state.rawValue), "actor": .string(principal.name),
        ], words: ["outcome": dispute.state.words])
    }
  }
}

extension Matter {
  /// Those who can decide are told of what is contested, and both sides of what is said and decided.
  static let disputes = Matter(
    DisputeProjection.prefix, kinds: DisputeNews.Occasion.allCases.map(\.rawValue),
    isSeen: { key, look in
      guard look.principal.may(.seeDisputes), let row = try DisputeStore.row(id: key, in: look.transaction) else {
        return false
      }
      return try look.sees(row.dispute.subject)
    },
    news: { notice, look in
      guard let data = notice.data, let occasion = DisputeNews.Occasion(rawValue: notice.kind),
        let id = data["dispute"]?.stringValue, let actor = data["actor"]?.stringValue,
        let state = data["state"]?.stringValue.flatMap(Dispute.State.init(rawValue:)),
        let dispute = try DisputeStore.row(id: id, in: look.transaction)?.dispute
      else { return nil }
      let spoke = try DisputeStore.statements(of: dispute.id, in: look.transaction).map(\.by) + [dispute.openedBy]
      let names = Set(try NameStore.people(ids: Set(spoke), in: look.transaction).values.map(\.name))
      return MatterNews(
        key: id, page: "/disputes/" + dispute.name,
        audience: occasion.isForDeciders ? .deciders(.decideDisputes, except: names) : .people(names),
        sentence: DisputeNews(occasion, name: dispute.name, actor: actor, state: state).sentence, actor: actor)
    })
}
