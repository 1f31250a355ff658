/// A setting of date stories: an opening with a date, and events without an order of their own.
struct DateScene: Hashable, Sendable {
  /// The first sentence, with `{name}` and `{date}`.
  var opening: Template
  /// What the opening's day is called later.
  var start: String
  /// Events that can stand before or after each other.
  var events: [String]

  /// All settings.
  static let all: [DateScene] = [
    DateScene(
      opening: "{name} planted a row of tulips on {date}.", start: "the planting",
      events: [
        "the delivery of the soil", "the visit of the beekeeper", "the repair of the pump",
        "the seed exchange", "the pruning of the roses", "the painting of the fence",
      ]),
    DateScene(
      opening: "The library lent {name} an atlas on {date}.", start: "the loan",
      events: [
        "the poetry reading", "the shelf inspection", "the children's morning",
        "the book sale", "the talk about maps", "the change of the opening hours",
      ]),
    DateScene(
      opening: "{name}'s ferry left the harbor on {date}.", start: "the departure",
      events: [
        "the lighthouse tour", "the storm warning", "the arrival of the mail boat",
        "the regatta", "the paint job on the pier", "the fish market",
      ]),
    DateScene(
      opening: "A letter from {name} was postmarked on {date}.", start: "the day of the postmark",
      events: [
        "the phone call", "the family reunion", "the trip to the coast", "the job interview",
        "the move to the new flat", "the piano lesson",
      ]),
    DateScene(
      opening: "On {date}, {name} signed the lease of a workshop.", start: "the signing",
      events: [
        "the fire inspection", "the delivery of the lathe", "the open house",
        "the meeting with the neighbors", "the visit of the electrician", "the first sale",
      ]),
    DateScene(
      opening: "The choir with {name} as soloist rehearsed on {date}.", start: "the rehearsal",
      events: [
        "the radio recording", "the costume fitting", "the concert in the park",
        "the board election", "the piano tuning", "the photo session",
      ]),
    DateScene(
      opening: "{name} sold the old tractor on {date}.", start: "the sale of the tractor",
      events: [
        "the cattle show", "the harvest supper", "the barn dance", "the visit of the vet",
        "the roof repair", "the delivery of the hay",
      ]),
    DateScene(
      opening: "On {date}, {name} reached the research station.", start: "the arrival",
      events: [
        "the supply flight", "the ice drilling", "the satellite test", "the change of crew",
        "the weather balloon launch", "the generator check",
      ]),
    DateScene(
      opening: "{name}'s passport was issued on {date}.", start: "the day of issue",
      events: [
        "the visa appointment", "the farewell dinner", "the booking of the flight",
        "the language exam", "the vaccination", "the visit to the embassy",
      ]),
    DateScene(
      opening: "The museum took in a vase from {name} on {date}.", start: "the gift",
      events: [
        "the night of the museums", "the insurance check", "the guided tour",
        "the cleaning of the hall", "the press visit", "the lecture on glass",
      ]),
    DateScene(
      opening: "{name} opened a savings account on {date}.", start: "the opening of the account",
      events: [
        "the interest payment", "the advice session", "the change of the password",
        "the transfer to the landlord", "the delivery of the bank card", "the tax deadline",
      ]),
    DateScene(
      opening: "On {date}, {name}'s bakery sold out of rye bread.", start: "the sold-out day",
      events: [
        "the flour delivery", "the oven cleaning", "the cake contest", "the street festival",
        "the health inspection", "the staff outing",
      ]),
    DateScene(
      opening: "{name} finished a half marathon on {date}.", start: "the race",
      events: [
        "the medical check", "the club meeting", "the purchase of new shoes", "the hill training",
        "the charity walk", "the massage appointment",
      ]),
    DateScene(
      opening: "A new comet was first seen by {name} on {date}.", start: "the sighting",
      events: [
        "the lunar eclipse", "the mirror cleaning", "the public viewing night",
        "the meteor shower", "the call from the academy", "the replacement of the dome",
      ]),
    DateScene(
      opening: "The puppy that {name} adopted was born on {date}.", start: "the birth of the puppy",
      events: [
        "the dog show", "the visit to the vet", "the puppy class", "the microchip appointment",
        "the photo in the newspaper", "the picnic at the lake",
      ]),
    DateScene(
      opening: "On {date}, {name} locked the office for the holidays.", start: "the closing day",
      events: [
        "the server update", "the carpet cleaning", "the budget review", "the fire drill",
        "the retirement party", "the workshop on safety",
      ]),
    DateScene(
      opening: "{name} took the driving test on {date}.", start: "the driving test",
      events: [
        "the eye test", "the first aid course", "the car inspection", "the theory exam",
        "the birthday of the instructor", "the purchase of the van",
      ]),
    DateScene(
      opening: "The play written by {name} had its premiere on {date}.", start: "the premiere",
      events: [
        "the set design meeting", "the casting call", "the radio interview", "the gala",
        "the lighting check", "the print run of the posters",
      ]),
    DateScene(
      opening: "{name} poured the foundation of a cabin on {date}.", start: "the pouring",
      events: [
        "the building inspection", "the delivery of the timber", "the well drilling",
        "the survey of the land", "the visit of the architect", "the power connection",
      ]),
    DateScene(
      opening: "On {date}, the school of {name}'s twins started its term.", start: "the term start",
      events: [
        "the sports day", "the parents' evening", "the science fair", "the trip to the zoo",
        "the theater visit", "the math contest",
      ]),
    DateScene(
      opening: "The wine that {name} brought was bottled on {date}.", start: "the bottling",
      events: [
        "the tasting", "the cellar tour", "the label redesign", "the cork delivery",
        "the village fair", "the visit of the importer",
      ]),
    DateScene(
      opening: "{name} found an old coin in a field on {date}.", start: "the find",
      events: [
        "the expert's report", "the auction", "the newspaper article", "the second dig",
        "the museum's letter", "the talk at the history club",
      ]),
    DateScene(
      opening: "Chess champion {name} lost a game on {date}.", start: "the defeat",
      events: [
        "the blitz tournament", "the training camp", "the television interview",
        "the federation meeting", "the simultaneous display", "the team championship",
      ]),
    DateScene(
      opening: "On {date}, {name} switched on a new solar panel.", start: "the switch-on",
      events: [
        "the meter reading", "the roof inspection", "the power cut", "the visit of the engineer",
        "the refund from the city", "the battery upgrade",
      ]),
  ]
}
