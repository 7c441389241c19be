import Components
import Kernel
import Tickets

/// What can be done to a ticket: each a form of its own, posted to `<ticket>/<name>`.
public enum TicketAct: String, CaseIterable, Sendable {
  case reply, note
  /// Gives it to the reader.
  case take
  case hold, resume, change, assign
  case handOff = "hand-off"
  case acknowledge
  case handBack = "hand-back"
  case resolve, reopen, close, cancel, merge, link
  /// Makes an answer private; its form stands at the answer.
  case withdraw
  /// Leaves an interval out of the clocks, after a preview.
  case exclude

  public var title: String {
    switch self {
    case .reply: "Reply"
    case .note: "Note"
    case .take: "Take it"
    case .hold: "Put on hold"
    case .resume: "Resume"
    case .change: "Change priority or category"
    case .assign: "Assign"
    case .handOff: "Hand off to a vendor"
    case .acknowledge: "Record the vendor's acknowledgement"
    case .handBack: "Take back from the vendor"
    case .resolve: "Resolve"
    case .reopen: "Reopen"
    case .close: "Close"
    case .cancel: "Cancel the ticket"
    case .merge: "Merge into another"
    case .link: "Link to another"
    case .withdraw: "Make private"
    case .exclude: "Leave a time out of its clocks"
    }
  }

  /// What stands in the bar of acts, which has room for a word or two.
  var short: String {
    switch self {
    case .hold: "Hold"
    case .change: "Priority"
    case .handOff: "Hand off"
    case .acknowledge: "Acknowledged"
    case .handBack: "Take back"
    case .merge: "Merge"
    case .link: "Link"
    case .exclude: "Leave out time"
    case .cancel: "Cancel"
    case .reply, .note, .take, .resume, .assign, .resolve, .reopen, .close, .withdraw: title
    }
  }

  /// The key that opens its form, or does it where it has none. `j`, `k` and `u` lead through the list.
  public var key: String {
    switch self {
    case .reply: "r"
    case .note: "n"
    case .take: "i"
    case .hold: "h"
    case .resume: "s"
    case .change: "p"
    case .assign: "a"
    case .handOff: "v"
    case .acknowledge: "y"
    case .handBack: "b"
    case .resolve: "e"
    case .reopen: "o"
    case .close: "f"
    case .cancel: "d"
    case .merge: "m"
    case .link: "l"
    case .withdraw: "w"
    case .exclude: "x"
    }
  }

  /// Whether nothing more is to be done on the ticket then, so that work goes on with the next of the list.
  var leadsOn: Bool {
    switch self {
    case .resolve, .close, .cancel, .merge: true
    case .reply, .note, .take, .hold, .resume, .change, .assign, .handOff, .acknowledge, .handBack, .reopen, .link,
      .withdraw, .exclude:
      false
    }
  }

  var icon: Icon {
    switch self {
    case .reply: .reply
    case .note: .note
    case .take: .me
    case .hold: .pause
    case .resume: .play
    case .change: .flag
    case .assign: .person
    case .handOff: .exchange
    case .acknowledge: .check
    case .handBack: .left
    case .resolve: .done
    case .reopen: .reopen
    case .close: .lock
    case .cancel: .fault
    case .merge: .sync
    case .link: .link
    case .withdraw: .lock
    case .exclude: .hourglass
    }
  }
}

/// What the forms of a ticket let one choose from.
public struct TicketChoices: Sendable {
  public var holdReasons: [Choice]
  public var priorities: [Choice]
  public var categories: [Choice]
  public var teams: [Choice]
  public var people: [Choice]
  public var vendors: [Choice]
  public var codes: [Choice]
  /// Classes of confidential tickets; none on a desk that keeps nothing confidential, which is asked for none then.
  public var classes: [Choice]

  public init(
    holdReasons: [Choice] = [], priorities: [Choice] = [], categories: [Choice] = [], teams: [Choice] = [],
    people: [Choice] = [], vendors: [Choice] = [], codes: [Choice] = [], classes: [Choice] = []
  ) {
    self.classes = classes
    (self.holdReasons, self.priorities, self.categories, self.teams) = (holdReasons, priorities, categories, teams)
    (self.people, self.vendors, self.codes) = (people, vendors, codes)
  }

  /// What may be chosen among the words of the desk, with teams and people.
  init(_ words: [Word], teams: [Choice], people: [Choice] = []) {
    func choices(_ list: Word.List) -> [Choice] {
      words.filter { $0.list == list && $0.isActive }.map { Choice($0.key, $0.label) }
    }
    self.init(
      holdReasons: choices(.holdReason), priorities: choices(.priority), categories: choices(.category), teams: teams,
      people: people, vendors: choices(.vendor), codes: choices(.resolutionCode), classes: choices(.ticketClass))
  }
}

extension Choice {
  /// Takes the class of a confidential ticket away.
  static let noClass = Choice("-", "none: whoever sees tickets there")
}
