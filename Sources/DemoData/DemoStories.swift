import Tickets

/// What goes wrong, and is asked for, at the demo company.
struct DemoStory {
  var kind = TicketKind.incident
  var title: String
  var description: String
  var category: String
  var service: String
  var team: String
  var priority: String

  static let all = [
    DemoStory(
      title: "Hand scanners lose Wi-Fi at gate 4",
      description: "Every few minutes the scanners drop out. Picking has slowed to a crawl.",
      category: "network", service: "warehouse", team: "network", priority: "P2"),
    DemoStory(
      title: "Label printer prints blank labels",
      description: "Printer W-17 feeds, but nothing is on the labels. A new roll did not help.",
      category: "hardware", service: "warehouse", team: "workplace", priority: "P3"),
    DemoStory(
      title: "Card payments declined at the counter",
      description: "All cards are declined since this morning. The terminal says: host unreachable.",
      category: "payments", service: "payments", team: "network", priority: "P1"),
    DemoStory(
      title: "Stock figures differ from the shelf",
      description: "The system shows 40 pallets of 7713, there are 52 on the shelf.",
      category: "application", service: "warehouse", team: "applications", priority: "P3"),
    DemoStory(
      title: "Cannot sign in after changing the password",
      description: "I changed my password on my phone and now my computer refuses the new one.",
      category: "account", service: "workplace", team: "service-desk", priority: "P3"),
    DemoStory(
      title: "Shared mailbox has disappeared",
      description: "The mailbox dispatch@ is gone from my mail program since the weekend.",
      category: "mail", service: "mail", team: "service-desk", priority: "P3"),
    DemoStory(
      title: "Laptop battery lasts twenty minutes",
      description: "It is two years old and gets very warm while it charges.",
      category: "hardware", service: "workplace", team: "workplace", priority: "P4"),
    DemoStory(
      title: "Site-to-site line down in Lyon",
      description: "Nothing that lives in Hamburg can be reached from the depot. Telephones are dead as well.",
      category: "network", service: "warehouse", team: "network", priority: "P1"),
    DemoStory(
      title: "Invoices to Nordvik are rejected",
      description: "Their portal answers 'schema version unknown' to every invoice since their update.",
      category: "application", service: "payments", team: "applications", priority: "P2"),
    DemoStory(
      title: "Video calls freeze in meeting room Elbe",
      description: "Sound is fine, the picture stops after ten minutes. Other rooms work.",
      category: "workplace", service: "workplace", team: "workplace", priority: "P4"),
    DemoStory(
      title: "Route planner answers slowly",
      description: "Planning tomorrow's tours takes eight minutes instead of one.",
      category: "application", service: "warehouse", team: "applications", priority: "P2"),
    DemoStory(
      title: "Phishing mail to accounting",
      description: "Three of us got a mail that looks like our bank's. One of us clicked on it.",
      category: "security", service: "mail", team: "service-desk", priority: "P2"),
    DemoStory(
      title: "Fork lift tablet does not charge", description: "Tablet F-09 stays at 3 % in every cradle.",
      category: "hardware", service: "warehouse", team: "workplace", priority: "P4"),
    DemoStory(
      title: "Export to customs fails with a timeout",
      description: "The declaration for MRN 26DE7714 has been pending for an hour; the truck is waiting.",
      category: "application", service: "warehouse", team: "applications", priority: "P1"),
    DemoStory(
      title: "Guest Wi-Fi asks for a code nobody has",
      description: "The visitors of today sit in the lobby without a connection.",
      category: "network", service: "workplace", team: "network", priority: "P4"),
    DemoStory(
      title: "Time stamps are an hour off", description: "Since the clocks changed the gate log is an hour early.",
      category: "application", service: "warehouse", team: "applications", priority: "P3"),
    DemoStory(
      kind: .request, title: "Laptop for a new colleague",
      description: "Nadia Haddad starts on the first. Standard equipment, German keyboard.",
      category: "equipment", service: "workplace", team: "workplace", priority: "P4"),
    DemoStory(
      kind: .request, title: "Access to the tour archive",
      description: "I take over the reports from Oskar and need to read the archive of the last two years.",
      category: "access", service: "warehouse", team: "service-desk", priority: "P4"),
    DemoStory(
      kind: .request, title: "Second screen for the planning desk",
      description: "27 inches if possible; there is a free arm at the desk.",
      category: "equipment", service: "workplace", team: "workplace", priority: "P4"),
    DemoStory(
      kind: .request, title: "Distribution list for the Lyon night shift",
      description: "Members: claire, pierre and the four drivers of tour 12.",
      category: "mail", service: "mail", team: "service-desk", priority: "P4"),
  ]

  static let firstAnswers = [
    "Thank you for letting us know. I am looking at it now.",
    "I can see the same here and have started to look into it.",
    "We have this on our list and you will hear from me within the hour.",
  ]
  static let questions = [
    "Does it happen with every device, or only with yours? Could you send me its number?",
    "Could you tell me since when, and whether anything was changed shortly before?",
    "May I connect to your computer for ten minutes? When would it suit you?",
  ]
  static let replies = [
    "Only with mine. The number on the sticker is AL-2291.",
    "Since yesterday noon, as far as I know. Nothing was changed here.",
    "Any time after two o'clock. Thank you!",
  ]
  static let notes = [
    "Same pattern as last month after the firmware update; comparing versions.",
    "The log shows the session ending from our side. Checking the idle limit.",
    "Spoke with the shift lead: they can work around it until five o'clock.",
  ]
  static let resolutions = [
    "The cause was an outdated certificate on the gateway. It has been renewed and is watched from now on.",
    "Restarted the service and raised its memory limit; no errors for an hour.",
    "Replaced the device from stock. The old one goes back to the supplier.",
    "The setting was reset by the update. It has been restored and locked.",
    "Done as asked. Please tell us if something is missing.",
  ]
}
