"""Our own lists: words as children write them, names that libraries lack, towns, what follows.

What a list of first names has comes from `known`; here is what it lacks, and what it must not have.
"""

from __future__ import annotations

EVERYDAY = frozenset(
    # Chat, and spellings that no list of English has. None of these is ever somebody's name alone.
    "a able about ain't aint alot also alright always am and ansa any anymore anyone anything area "
    "arent argh aswell at av b4 bad basically bc bday bdays be becoz been bit bk blud board bored bout bro "
    "bros brov bruh btw bus but bye can cant centre college coz council cos could couldnt court "
    "crap cringe cud cus cuz da dat dem den diff dis dnt do does doesnt doin done dont dunno duno "
    "early easter ever every everyone evry fam family fed feds fella fing for foster from ft fun "
    "gal gang gangs gd get gf go goin gonna gotta grand gr8 gt gunna had hadnt has hasnt hav have "
    "havent haz he hella her here hes hi him his hiya home hostel how idc idk if ill im in innit "
    "is isnt it its ive job jus just kid kids kinda lad lads lady ladies laptop later lil little "
    "lol long lot lots love lovely lv ly mad mam man many mate mates me meeting meh men mi mins "
    "miss mosque most mum mums mums muslim my myself n nah nan nana nans nd need never new next "
    "nice nobody non none nor not now nowt nt nuffin number nuthin of off ok okay omg on once one "
    "only or our out outta page panel park people pic pics pls plz police posh pru pub rly room "
    "rn round said same school service services sir sis sister slag so social solicitor some "
    "someone somethin soz staff stuff sum summat sup support sure tbf tbh tel than that thats the "
    "their them then there theres these they theyre theyve thing things this those tho thru til "
    "till to tonite too town tryna ur urs us use v van very w8 waitin wanna was wasnt wat wats we "
    "well were werent whatever wen went wer wernt wha what whats when where wheres which who whos "
    "why wid wif wit with wiv woman women wont worker workers wot wots woz wud wudnt wuz xmas "
    "xx xxx ya yall yeah yep yes yh yjs yo yot you young youre ur yrs yup youth area unit units "
    "group groups placement hospital heaven england english britain british uk london's english's "
    # Peoples and faiths are not people.
    "african albanian asian black brown bulgarian caribbean catholic chinese christian gypsy hindu "
    "indian irish islam italian jamaican kurdish latvian lithuanian muslims nigerian pakistani "
    "polish punjabi roma romanian russian scottish sikh slovak slovakian somali spanish traveller "
    "travellers turkish ukrainian urdu welsh white arab arabic bengali french german jewish ramadan "
    "eid diwali "
    # Days and months.
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed weds thu thur thurs "
    "fri sat sun mondays tuesdays wednesdays thursdays fridays saturdays sundays january february "
    "march april june july august september october november december jan feb mar apr jun jul aug "
    "sep sept oct nov dec "
    # Shops, brands, apps, games.
    "adidas aldi amazon android argos asda bk boots costa disney facebook fb fifa fortnite google "
    "greggs iceland ikea insta instagram iphone jd kfc lidl maccies maccys maccas mcdonalds mcds "
    "minecraft morrisons netflix nike nintendo playstation poundland primark ps4 ps5 psn roblox "
    "sainsburys samsung sky snap snapchat spotify spar subway superdrug telly tesco tescos tiktok "
    "twitter uber vodafone whatsapp wilko xbox youtube childline nhs covid "
    # What the service is made of.
    "camhs social-worker headteacher keyworker caseworker probation curfew tag tags bail breach "
    "breached caution cautions exclusion reintegration interpreter translator reception "
    "receptionist offender offenders magistrate mentor mentors youthclub".split()
)
NOT_NAMES = frozenset(
    # In lists of first names, and nearly always a word here.
    "add august ally baby bay bell berry best born brave bus case charity china cook cross dear "
    "delta else fair favour fairy far farm field france free gay good golden green ha hall hard "
    "hill house india italy jamaica kid king lake land law less like lie line list loose lou love "
    "made maker mall marine market mary's mate mint misty moment mount noble nova ocean odd one "
    "paid paper past pink plum port prince princess queen quiet rain red rich river road round "
    "rush safe saw scot see set seven shame she shop silver simple smart son song south spring "
    "star sterling still storm street sugar sweet tell theres time top trip true trust us velvet "
    "verge vest war warm west whole wide wood worth york young zone nada mi so do an ah le de la "
    "san ma my man cash ever early easter job little long lady sister foster park page english "
    "roma nan gang person pleasant minor major royal sincere america britain ireland texas "
    "ok bud mariah's male lord manual many merry mines orange pearly person plenty price".split()
)
DOUBTFUL = frozenset(
    # Names that are words as well. They need more than to be there: see `names`.
    "abby amber angel art ash autumn bailey basil bay bea bill bliss blue bob bonnie brook brooke "
    "buddy buck carol cast chance chase cherry chip christian clay cliff coral crystal daisy dale "
    "dawn dean destiny dick dolly don drew eden eve faith fern finn flora frank gene ginger glen "
    "glory grace grant guy harmony harry hazel heath heaven holly honey honour hope hunter iris "
    "ivy jack jade jasmine jay jean jet jewel joy june justice kit lance lane laurel liberty lily "
    "luck max may melody mercy miles nick noel norm olive opal parker pat patience peace pearl "
    "penny peg poppy precious pride prince ray rebel reed rich river rob robin rocky roman rose "
    "ruby rusty sandy sage scout scarlett serenity sky skye shell sonny sorrel stormy sue summer sunny "
    "tanner terry trinity troy unity van victor violet wade ward warren wayne will willow winter "
    "woody mark bless blessing gift wisdom marvellous success light king queen prosper "
    "said abide".split()
)
MORE_NAMES = frozenset(
    # South Asian
    "aaliyah aamir abdullah abid adeel adnan afzal aisha akhtar aleena alisha aliza amaan amandeep "
    "amara amrit anam aneesa anika anisa areeba arjun arooj asad asif asma atif ayaan ayesha azhar "
    "baljit balwinder bilal danyal deepak dilawar ehsan eesa esa faisal faizan farah farhan farida "
    "farooq fatema fatima fiza gagandeep gurdeep gurpreet gurpreet hafsa haider halima hamza haris "
    "harjit harleen haroon harpreet hashim hassan hina humaira husna hussain ibrahim idrees ikra "
    "imaan iman imran inaya iqbal iqra irfan ishaan ismail jagdeep jahangir jameel jasleen jaspreet "
    "javed junaid kamran karanveer kashif khadija khalid kiran kulwinder laiba lubna maaz mahira "
    "mahnoor malaika maleeha mandeep manpreet manveer maryam meera mehreen mohammad mohammed "
    "moiz mohsin mubeen muhammad mustafa musa nabeel nabila nadeem nadia naeem naila naseem nasreen "
    "naveed navjot nazia nikhil nimra noor nusrat omar parminder parveen pooja prabhjot priya qasim "
    "raheem rahul rajesh rashid raveena rehan rida rizwan rohan rubina rukhsana saad sabah sadia "
    "safa sahil saima sajid salma saman sameer samia samina sana sania saqib sara shabana shabaz "
    "shabnam shahid shahzad shakeel shazia shoaib simran sohail subhan sukhdeep sukhi sumaya taha "
    "tahir talha tariq tasneem umar uzair uzma wajid waqas waseem yaseen yasir yasmin younis yusuf "
    "zahid zain zaid zainab zara zayn zeeshan zoya raj ravi anil sunil vikram ali mo abdul "
    # Eastern European, Roma
    "agata agnieszka aleksandra aleksander alicja andrei andrzej anastasia aneta anya aneta bartek "
    "beata bogdan bogdana bohdan boris bozena cristi cristian dagmara daria dariusz denis dimitri "
    "dmitri dominik dorota edita elzbieta emilia ewa filip florin gabriela gheorghe grzegorz halina "
    "hanna henryk igor ilie ilona ioana ionela ionut iryna iveta ivan iwona jakub jana jarek jarmila "
    "jola jolanta jozef justyna kacper kaja kamil karolina kasia katarzyna kinga klaudia klaudija "
    "konrad krystian krzysztof kuba laszlo lenka lukas lukasz maciej magda maja malgorzata marcel "
    "marcin marek margarita marija mariusz marius marta martyna mateusz matej michal mihai mihaela "
    "mikolaj milan milena milosz miroslav monika natalia nicoleta nikita nikola nikolai oksana olek "
    "olena oleksandr oliwia oskar patryk pavel pawel petru piotr radek radu rafal renata robertas "
    "roksana roxana ruslan sabina sandor sasha sebastian sergei silvia slawek sorin stefan stanislav "
    "svetlana szymon taras tatiana tomas tomasz tomek tymek vadim valentin vasile vera veronika "
    "viktor viktoria viorel vlad vladimir vytautas wiktor wiktoria wojtek yana yulia zbigniew zofia "
    "zoltan zuzanna zuzia "
    # Black British, West African, Caribbean
    "abimbola abiola adaeze ade adebayo aliyah amarachi akua ama amina ayo ayodele ayomide babatunde "
    "bola bukola chantelle chiamaka chidi chidera chinedu chioma chukwudi damilola darnell daquan "
    "delroy demetrius deshawn devonte dwayne ebony efua ekow emeka femi fola folake funmi ife "
    "ifeoma ike jaheim jaiden jamal jamar jamari jamila javon jerome jermaine kadeem kadeija kehinde "
    "keisha kelechi kemi keshia kiara kofi kojo kwabena kwadwo kwaku kwame kwasi lamar latisha "
    "latoya leroy makayla malachi marlon micah nana ngozi nnamdi nia obi olu ola olamide oluchi "
    "oluwaseun oluwatobi omari oye rashaan renell rhianna rochelle sade seun shaniqua shanelle "
    "shanice shaquille shereen shevon taiwo tanisha tayo temi tiana tobi tolu trey tunde tyrell "
    "tyrese tyrone uche yaw yemi zion ziggy abdi ayaan hodan ifrah sahra "
    # Irish, Irish Traveller
    "aoife bernie biddy bridget bridie caoimhe cathal ciara cian ciaran conor declan eamon eileen "
    "eoghan fintan fionn grainne joanie johnboy johnjo johnny kathleen keelan kieran keiran mairead "
    "maeve mags maggie margaret martina miley mickey niamh noreen nora oisin orla paddy padraig "
    "patsy paudie rory saoirse seamus sean shauna sinead siobhan tadhg theresa tomboy winnie "
    # English and Welsh of the last years, and how they are shortened
    "abbi abs addison aidan alfie alex ali amelia-rose andy archie arlo aston ava baz beccy becky "
    "bella ben bev billy blake bobby brad bradley brayden braiden brandon bryony caden cal callum "
    "cam cara carly cass cassie caz charlie charley chantel chelsea chels chlo chloe chris cleo "
    "codie cody cole connor cory corey courtney craig curtis dan danny daz daryl dave dean deano dec "
    "deb debs demi dill dom donna dyl dylan eddie elise ellie ells ellis em emmy ethan evan evie "
    "faye finlay finley frankie fred freddie freya gav gaz gemma george georgie gianna greg haydn "
    "harley harrison harvey hayden hollie immy indie issy izzy jaden jaiden jake jamie jase jayden "
    "jaz jazz jen jenna jess jez jim jimmy jj joe joel joey jodie joely josh joss jude jules kai "
    "kaiden kayden kaleb karl kath katie kay kaycee kayla kaylee kayleigh kaz keeley keelie keira "
    "kel kelsey kelsie ken kenzie kev kian kieron kirsty koby kody kyan kye kyle kyra lacey leah "
    "leanne leo lena lewis lexi lexie libby liam lil lils lisa liv livvy lola lottie louie luca luke "
    "maisie maddie mads madz macy mase mason matt matty maz mel mia mickey mikey mick millie mols "
    "molly nat nath nathan nads neve nevaeh nicky niki nikki noah ollie oscar owen paige perry pete "
    "pheebs phil rach reece reggie rhi rhys rhianna ricky riley robbo rosie ross roxy ryan ryder "
    "sam sammy sammi saz scott shan shannon shaun shay shaz shelly sian sid skyla soph sophie "
    "stace stacey stan steph stevie stu taylor tash teddy teigan tegan theo tia tiegan tilly tim tom "
    "tommy toby tori tracey trace travis tyla tyler vicky vinny wes xander zac zach zak zoe zack "
    "jenno smithy gazza chaz jonno robyn romeo".split()
)
TITLES = frozenset("mr mrs ms mx dr pc pcso sgt rev cllr councillor officer prof inspector".split())
SOFT_TITLES = frozenset(
    "miss sir judge uncle unc auntie aunty aunt nan nana gran grandma grandad grandpa "
    "big little lil father imam pastor".split()
)
PEOPLE = frozenset(
    # "my … X", "some … called X"
    "mate mates friend bestie bff bf gf boyfriend girlfriend ex brother bro sister sis cousin cuz "
    "worker keyworker mentor teacher solicitor carer caseworker officer manager mum mam mom mother "
    "dad father stepdad stepmum stepbrother stepsister nan nana gran grandad uncle auntie aunty "
    "aunt nephew niece neighbour brothers sisters twin partner tutor coach landlord boss son "
    "daughter baby dog advocate headteacher fella missus lad girl boy bird fam judge".split()
)
DEEDS = frozenset(
    # What somebody does, in the forms that follow a name.
    "said says sed told tells reckons thinks thought knows knew came comes wants wanted got gets "
    "went goes cried cries cry waited waits helped helps shouted shouts shouting gave gives hit "
    "hits left looks looked has hasnt does doesnt did didnt dont wont isnt wasnt cant couldnt never "
    "always runs run drives drove listens listened asked asks made makes punched pushed "
    "started stopped stays stayed lives lived moved calls called rang rings text texts texted "
    "messaged walks walked sits sat plays played took takes brought brings hates likes loves eats "
    "ate needs feels felt trusts promised lied lies visits visited works worked saw seen sees let "
    "lets keeps kept wears cares forgot eats turned shows showed ran broke lost won fell spoke "
    "speaks talks talked ends stole robbed banned ignores ignored missed misses does".split()
)
TOWNS = frozenset(
    "aberdeen accrington alfreton altrincham ashford aylesbury banbury barking barnet barnsley "
    "barnstaple barrow basildon basingstoke bath batley bedford belfast beverley birkenhead "
    "birmingham blackburn blackpool bolton bootle boston bournemouth bracknell bradford braintree "
    "brentwood bridgend bridlington brighton bristol brixton bromley burnley burton bury "
    "camberwell cambridge camden canterbury cardiff carlisle castleford chatham chelmsford "
    "cheltenham chester chesterfield chorley clacton cleethorpes colchester corby coventry crawley "
    "crewe croydon darlington dartford derby dewsbury doncaster dover dudley dundee durham "
    "eastbourne ealing edinburgh enfield exeter gateshead gillingham glasgow gloucester goole "
    "gravesend grimsby guildford hackney halesowen halifax haringey harlow harrogate harrow "
    "hartlepool hastings hemel hereford hillingdon hounslow huddersfield hull ilford ilkeston "
    "ipswich islington keighley kendal kettering kidderminster kirkby knowsley lambeth lancaster "
    "leeds leicester leigh lewisham lincoln liverpool london loughborough lowestoft luton "
    "maidstone manchester mansfield margate mexborough middlesbrough newark newcastle newham "
    "newport northampton norwich nottingham nuneaton oldham oxford peckham penrith peterborough "
    "plymouth pontefract poole portsmouth preston ramsgate reading redcar redditch rochdale "
    "romford rotherham rugby runcorn salford salisbury scarborough scunthorpe selby sheffield "
    "shrewsbury skegness skelmersdale slough solihull southampton southend southport southwark "
    "stafford stevenage stockport stockton stoke stratford sunderland sutton swansea swindon "
    "tamworth taunton telford thamesmead tooting torquay tottenham truro wakefield wallsend walsall "
    "walthamstow wandsworth warrington watford wednesbury wembley whitby widnes wigan winchester "
    "wirral woking wolverhampton woolwich worcester workington worksop worthing wrexham yeovil york "
    "meadowhall".split()
)
