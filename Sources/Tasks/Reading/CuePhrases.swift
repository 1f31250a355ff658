/// The phrases by which sentences speak of answers.
enum CuePhrases {
  /// What follows the first word of a phrase, and what the phrase says.
  struct Phrase: Sendable {
    /// The words behind the first.
    var rest: [CueWords.Word]
    /// What it says.
    var cues: SentenceCues
  }

  /// All phrases, each with its first word.
  static var lines: [(first: CueWords.Word, phrase: Phrase)] {
    // Split by bytes: whoever grades one answer waits for all of it.
    all.flatMap { cues, lines in
      lines.utf8.split { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\n") }
        .flatMap { CueWords.spellings(of: Substring($0)) }
        .compactMap { line in
          let words = line.utf8.split(separator: UInt8(ascii: " ")).map {
            CueWords.word(Substring($0))
          }
          return words.first.map {
            (first: $0, phrase: Phrase(rest: Array(words.dropFirst()), cues: cues))
          }
        }
    }
  }

  /// Words that may announce an answer.
  static let nouns = CueWords.set(
    """
    answer answer's option choice product total value number result conclusion count sum letter date \
    solution amount expression figure probability output area volume length distance statement
    antwort respuesta resposta risposta ponse reponse
    """)

  private static let all: [(SentenceCues, String)] = [
    (.takesBack, retractions), (.reopens, reopenings), (.supposes, suppositions),
    (.denies, denials), (.negates, negations), (.bounds, bounds), (.doubts, doubts),
    (.wavers, waverings), (.talks, talk),
    (.concludes, conclusions), (.revises, revisions),
  ]

  private static let retractions = """
    made a mistake,made an error,made an arithmetic error,made a calculation error,made a slip
    made a miscalculation,made a sign error,made an arithmetic mistake,made a small mistake
    made a small error,made a computational error,made a typo,made a counting error,made a wrong
    made an incorrect,made a calculation mistake,made a silly mistake,made an off by one
    made a logical error,made a careless,made a simple,my mistake,my error,my bad,i was wrong
    i am wrong,i'm wrong,i was mistaken,i am mistaken,miscalculated,i misread,i miscounted
    misread the,i misspoke,i mistyped,i misapplied,i misinterpreted,i misunderstood,i misplaced
    scratch that,strike that,ignore that,disregard that,disregard the above,forget that
    disregard this,ignore this,ignore the above,ignore my previous,ignore my earlier
    disregard my previous,disregard my earlier,disregard the previous,ignore the previous
    never mind,nevermind,cancel that,i take that back,i take it back,take that back,take it back
    i retract,i withdraw,withdraw that,i stand corrected,there is a mistake,there is an error
    there was a mistake,there was an error,there's an error,there's a mistake,found an error
    found a mistake,found my mistake,spotted an error,spotted a mistake,noticed an error
    noticed a mistake,notice an error,notice a mistake,see an error,see a mistake,see my mistake
    i need to correct,i must correct,let me correct,i have to correct,i should correct
    need to revise,let me revise,i must revise,i revise,let me fix,correction,corrected answer
    revised answer,on second thought,on second thoughts,on reflection,on closer inspection
    upon reflection,upon closer,i change my,i changed my,changing my answer,change my answer
    change my mind,i got that wrong,i got it wrong,does not hold up,doesn't hold up
    not what was asked,was an error,was a mistake,is a mistake,is an error,i forgot,i overlooked
    i missed,that's a mistake,that's an error,oops,whoops,is off by,was off by,that's not it
    that is not it,i erred,i slipped,withdraw my,apologize for the error
    apologize for the mistake,apologize for the confusion,apologies for the error
    apologies for the mistake,apologies for the confusion,i mistakenly,i incorrectly,i wrongly
    i erroneously,that doesn't work,that does not work,this doesn't work,this does not work
    it doesn't work,it does not work,that fails,this fails,not quite right,should be discarded
    should be ignored,no longer believe,no longer think,no longer hold,erratum,is not what i
    i meant,i mean,disregard the answer,ignore the answer,disregard my answer,ignore my answer
    disregard my last,ignore my last,disregard everything,forget the above,forget my answer
    discard that,discard the above,this can't be the,this cannot be the,that can't be the
    that cannot be the,this is not the answer,that is not the answer,this isn't the answer
    that isn't the answer,it is not the answer,it isn't the answer,it can't be the answer
    it cannot be the answer,this is not it,that isn't it,this isn't it,after correcting
    after fixing,having corrected,i must retract,i have to retract,no longer stands
    is superseded,is withdrawn,that was premature,i spoke too soon,too hasty,i take back
    overlooked something,i messed up,i goofed,i botched,that's incorrect
    we were wrong,we are wrong,we're wrong,we were mistaken,not reliable,unreliable,contains a mistake,contains an error,contains a bug,do not use this
    don't use this,can't be it,cannot be it,couldn't be it,don't stand by,do not stand by
    not stand by,no longer stand by,must be rejected,has to be rejected,should be rejected
    verification failed,verification fails,check failed,check fails,the test fails,just kidding
    was too quick,this does not hold,this doesn't hold,that does not hold,that doesn't hold
    it does not hold,it doesn't hold,bug in my,flaw in my,hole in my,gap in my,error in my
    mistake in my,redo everything,start from scratch,must start over,have to start over
    step is illegal,step is invalid,step is impossible,step is not allowed,step is wrong
    move is illegal,move is invalid,move is impossible,move is not allowed,move is wrong
    breaks a rule,violates a rule,violates the rules,breaks the rules,can't decide between
    cannot decide between,could not decide between,i rejected that,i reject that,i reject this
    not trust this,not trust that,don't trust this,don't trust that,is not to be trusted
    i withdraw this,is void,is invalid now,is no longer valid,no longer valid,needs to be redone
    must be redone,is nonsense,makes no sense,made no sense,is garbage,i confused,i mixed up
    das ist falsch,ist falsch,war falsch,stimmt nicht,habe mich geirrt,verrechnet,me equivoqu
    he equivocado,estaba equivocado,suis tromp,est faux,c'est faux,es incorrecto,est incorrect
    me enganei,estava errado,est errado,sono sbagliato,ho sbagliato,sbagliato
    i disagree,disagree with it,disagree with this,is what the previous,is what the other
    i swapped,i misapplied the,i double counted,i left out,i skipped a,i dropped a,i lost a
    """

  private static let reopenings = """
    wait,hmm,hold on,actually,let me recheck,let me double,let me check,let me reconsider
    let me recompute,let me recalculate,let me redo,let me re,let me verify,let me think
    let me look,let me recount,let me try again,let me revisit,double checking,rechecking
    checking again,sorry,hang on,let me start over,one moment,upon checking,after checking
    """

  private static let suppositions = """
    tempting,a common mistake,common error,common wrong,one might think,one might say
    one could think,some might say,some would say,someone might,you might think,people might
    might be tempted,first guess,initial guess,first thought,initial thought,first instinct
    first attempt,initial answer,first impression,gut feeling,i first thought,i initially thought
    initially i thought,originally i thought,i thought it,i thought that,i thought the,at first i,i had thought,at first glance
    if it were,if it was,if this were,if that were,if the answer were,if the answer was
    if the answer is,if the product were,if the total were,if the result were,had it been,were it
    would have been,would be if,suppose,supposing,imagine,for example,e g,for instance,such as
    in the format,as an example,example of the format,would be wrong,naive answer,wrong answer
    incorrect answer,false answer,mistaken answer,might say,would say,may say,might answer
    would answer,might claim,would claim,claims that,claimed that,claims the,claimed the,said that
    says that,says the answer,said the answer,maybe,perhaps,might be,could be,may be,possibly
    conceivably,instead of,one would get,you would get,we would get,would give,would yield
    would lead,assume the answer,assuming the answer,trap,distractor,guess would,previous student
    a student said,a student says,a student might,a student would,a student wrote
    a student answered,the student said,the student answered,another student,another model,my friend,a friend,a classmate,someone said
    textbook says,the book says,the user says,quote,i expected,i used to think,unless,a wild guess
    a random guess,a guess,would be the answer if,would be correct if,would be right if
    would be tempting,it were,incorrectly,wrongly,mistakenly,erroneously,not to be confused
    hypothetically,had we,had i,if we had,if i had,if only,if you ignore,if one ignores
    if we ignore,if we forget,forgetting,earlier answer,earlier i said,previously i said
    previous answer,previous attempt,earlier attempt,earlier guess,old answer,first answer
    claim that the,they claim,others claim,some claim,they say,some say,others say,it is said
    allegedly,supposedly,i was told,told me,some think,many think,people think,people say
    would write,would be tempted,might write,chatgpt says,the user suggested,e g
    if you forget,if one forgets,if you skip,if you drop,if you misread,if we misread
    if you neglect,if we neglect,if we skip,if one skips
    a wrong,a bad,an incorrect,a mistaken,a flawed,wrong plan,wrong path,bad plan,invalid plan
    common answer,popular answer,naive solution,hasty answer,sloppy answer,careless
    beware of,easy to fall for,if we drop,if we leave out,if one drops,for another question
    for a different question,for the other question,often answer,usually answer,frequently answer
    in a similar,in another problem,in another question,in an earlier problem,should look like
    would look like,must look like,might look like,looks like this,were the answer,were the result
    without the last,without the first,without step,without this step,response from,reply from
    answer from,at first sight,at first look,on first sight,at a first glance,led to believe
    lead to believe,original version,earlier version,older version,another version,you'd think
    you would think,one would think,you'd expect,you would expect,is what my,used to be
    once thought,i tried,we tried,i had tried,closest i came,closest i got,closest attempt,try out
    absurd to,silly to,foolish to,ridiculous to,naive to,premature to,seems right at first
    looks right at first,looks right but,seems right but,looks correct but,seems correct but
    contrary of,negation of,cross out,crossing out,no evidence for,no evidence that
    nothing supports,nothing speaks for,no reason to answer,no support for,would need another
    would need more,whether the answer,whether it is,whether it's,say whether,telling whether
    seen whether,know whether,in two minds,i wonder,some people would,some would,many would
    most would,people would,others would,formerly,if rule,did not exist
    """

  private static let denials = """
    not true that,false that,untrue that,not the case that,wrong that,incorrect that,wrong to say
    not correct that,not correct to say,incorrect to say,mistaken to,wrong to think,deny that
    doubt that,doubt it,i doubt,i deny,don't think,do not think,don't believe,do not believe
    not believe,far from,anything but,by no means,nowhere near,in no way,can't be,cannot be
    couldn't be,could not be,rule out,rules out,ruled out,not equal to,certainly not,definitely not
    surely not,must not be,can not be,won't be,cannot equal,does not equal,doesn't equal
    would not be,wouldn't be,should not be,shouldn't be,rather than,other than
    no way,can't agree,cannot agree,disagree that,disagree with,unlikely,i reject,we reject
    differs from,different from,under no circumstances,don't answer,do not answer,never answer
    do not do,don't do,never do,do not use,don't use,avoid this
    anything except,everything except,not possibly,hardly be,can hardly,nowhere close
    i refuse to say,to be avoided,isn't going to be,is not going to be,refuted
    ist nicht,war nicht,nicht,est pas,n'est pas,no es,no era,risposta non,resposta n o,non e
    hardly,scarcely,least of all,or so i thought,
    impossible that,impossible for,inconceivable that,no chance that,not answer,exclude,excludes
    excluded,we exclude,something other,something else than,anything other
    """

  private static let negations = """
    isn't,is not,was not,wasn't,no longer,never,not the answer,except,excluding,are not,aren't
    it's not,it's never,that's not,this isn't,they're not,weren't,were not,ain't
    """

  private static let bounds = """
    at least,at most,more than,less than,fewer than,greater than,larger than,smaller than
    bigger than,no more than,no less than,up to,somewhere between,between,upper bound,lower bound
    not exceed,exceeds,a minimum of,a maximum of,or more,or less,or so,or fewer,above,below,under
    square root of,cube root of,multiple of,divisor of,divisible by,power of,negative of,almost
    nearly,close to,ballpark,order of,plus or minus,mindestens,au moins,al menos,wenigstens
    two times,three times,four times
    over,not more than,not less than,roughly between,as many as,as few as,in excess of,beyond
    """

  private static let doubts = """
    i am unsure,i'm unsure,i am not sure,i'm not sure,not certain,i do not know,i don't know
    i cannot tell,i can't tell,cannot be determined,can't be determined,cannot determine
    can't determine,could not determine,couldn't determine,unable to,i have no idea,no idea
    hard to say,cannot answer,can't answer,i give up,not enough information,impossible to say
    impossible to tell,impossible to know,could go either way,cannot decide,can't decide,undecided
    torn between,i can help,help with that,cannot say,can't say,unclear,remains open
    i'd rather not,it is unknown,not known,not sure whether,unsure whether,unsure if,not sure if
    insufficient information,i refuse,cannot provide,can't provide,am guessing,i'm guessing
    not confident,not entirely sure,not completely sure,not fully sure,no way to know
    may or may not,might or might not,could or could not
    no way to tell,anyone's guess,who knows,remains unclear,cannot be sure,can't be sure
    or so i thought
    """

  private static let waverings = """
    either,one of,or possibly,or maybe,or perhaps,or else,or alternatively,both are possible
    both yes,both no,both of them,one or the other,or alternatively,or possibly,toss up
    otherwise the answer,otherwise it is,otherwise it's,depending on,alternatively,or even,as well as
    or something,or somebody,or another,both seem,both look,xor,oder,ou,entweder,soit
    """

  private static let talk = """
    hope,let me know,feel free,please,thank,thanks,note,justification,terminate,confident
    happy to,glad to,if you,explanation,follow the steps,verify,verified,every step
    let me think,any questions,good luck,have a,execution time,elapsed,finished in,time taken,runtime,run time
    took,process finished,exit code,cheers,best regards,kind regards,reasoning,this answer is
    this answer,took seconds,completed in,references,source,sources
    disclaimer,q e d,qed,the answer above,total time,wall time,cpu time,finished,completed
    successfully,program finished,end of program,end of output,warning,you're welcome
    i understand,i can solve,i'll solve,i will solve,let's compute,let us compute,let's solve
    i'll compute,i will compute,i'd be happy,of course,this is a navigation,i'll write,i will write
    good question,great question,double check,this was,this is the final,this completes
    """

  private static let revisions = """
    second pass,second attempt,second try,second look,third attempt,new attempt,another attempt,now
    edit,instead,replace,replaced,change this,change that,change it,changed to,changing this,better
    fixed,corrected,redo,redoing,redone,recalculating,recalculated,recomputing,recomputed,rechecking
    rechecked,recounting,recounted,recount,again,apologies,apology,rather,make that,make it,wait,no
    actually,update,updated,should be,should have been,should read,amended,amend,revised,retry
    scratch that,strike that,sorry,nope
    """

  private static let conclusions = """
    so,therefore,thus,hence,correct,finally,in conclusion,the answer,final answer,consequently
    in total,instead,it is,it's,should be,must be,it must,we get,which gives,i get,this gives
    """
}
