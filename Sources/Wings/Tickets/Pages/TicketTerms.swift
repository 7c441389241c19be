import Components

// The words of the field that the desk's own pages use.
extension QueuePage {
  public var words: [Term] { [.queue, .deadline, .breach, .hold, .owner, .priority, .undecided] }
}

extension TicketPage {
  public var words: [Term] {
    [.clock, .target, .deadline, .breach, .hold, .pause, .exclusion, .owner, .requester, .vendor, .priority, .cycle]
  }
}

extension ExclusionPreviewPage {
  public var words: [Term] { [.exclusion, .clock, .breach, .deadline, .verdict] }
}

extension MyTicketPage {
  public var words: [Term] { [.hold, .target, .deadline] }
}
