// Of four to seven letters. No two begin with the same four, and no two differ by one letter alone: what is
// read out loud or copied by hand arrives.
#include <algorithm>
#include <array>

#include "earshot/text/passphrase.h"

namespace earshot::text {
namespace {

constexpr std::string_view kWords =
    "abacus abbey abide above abroad abrupt absent absorb accent accord achieve acid acorn acquire acre action actor "
    "adapt adjust admit adobe adult advance advice aerial affair afford afraid after again agent agile agree ahead "
    "airport aisle alarm album alcove alert algae alias alibi align alike alley allow allure almond aloft alone "
    "alpine also altar always amaze amber amble ambush amend amigo amount amuse analog anchor ancient anew angel "
    "angle annual answer antique antler anvil anyone apart apex appear apple april apron arbor arcade arctic arena "
    "argue arise army aroma array arrow artist ascend aspen assist astern atlas atom attach attend attic attract "
    "auburn audio august aurora author autumn avocado avoid awake award away awful awning axiom axis axle azure baby "
    "backup bacon badge bagel baggy bake balance balcony ball balsam bamboo banana band banjo banner banquet barber "
    "bark barley barrel basin basket bassoon batch battle bazaar beach beam beaver become beef beetle before began "
    "behind beige being belief below belt benign beret berry beside beta better beyond bicycle binder bingo biology "
    "birch bird biscuit bison bistro bite black blade blanket blast blend bless blimp blink bloom blossom blouse blue "
    "bluff blunt blush board boat bobbin bobcat body boil bold bonfire bonus boost borrow boss botany boulder bouquet "
    "bovine bracket brain brass brave bread breeze brew brick brief bright brine brittle bronze brook broth brown "
    "brunch bubble bucket buddy budget buffet bugle build bulb bumper bunker burger burn burst bushel butler button "
    "buyer buzz bypass cabbage cabin cable cactus caddy cadet cafe calf calico camel canal cancel candle canoe "
    "canteen canvas canyon capital captain caravan carbon card cargo caribou carol carpet carrot carve cascade cashew "
    "castle casual catalog caught cause caviar cedar celery cell cement census cereal chain chalk champ chance chapel "
    "charm chase cheap check cheer cherry chess chew chicken chief child chime china chip chisel choice chorus "
    "chowder chrome chunk churn cider cinema cipher circle citrus city civil clam clarify class clean cleft clench "
    "clerk clever client cliff climb cling cloak close cloth cloud club clump coach coast cobalt cobbler cobra cobweb "
    "cocoa code coffee coin collar color column comb comet comfort comic common compass concert condor confirm "
    "connect consul contact copper copy coral cork corner cosmos cotton cough count couple course cousin cover coyote "
    "crab cracker cradle craft crane crater crawl crayon cream credit creek crest cricket crimson crisp critic crocus "
    "crop croquet cross crouch crowd cruise crumb crystal cube cuckoo cuddle cuff curator curb curious curry curtain "
    "cushion custom cycle cymbal cypress dahlia daily damask damp dance danger dare darling dash data dawn dazzle "
    "dear debate debut decade decent deck declare decor deep default define defy degree delay delight delta deluxe "
    "demand demo denim denote dense dentist depart depend depot depth deputy derby descend desert design destiny "
    "detail detect detour develop device diagram dialog diamond diary dice diesel diet differ digit dignity dilute "
    "dinghy direct disco display distant ditch divide dizzy doctor dodge dogma doll dolphin domain dome donkey donor "
    "dormant dossier double dozen dragon drama drape drawer dress drift drill drink drive drizzle drone drum duchess "
    "duel dugout dulcet dune duplex durable during dusk duty dwarf dwell dynamo eager eagle earring earth easel easy "
    "echo eclipse economy edible editor educate eerie effect effort eight either elastic elbow elder elect elegant "
    "element eleven elicit elite else embark emblem embrace emerald eminent emit emotion emperor empire employ empty "
    "enable enamel enchant encore endure enemy energy engage engine enigma enjoy enough enrich enter entire entry "
    "epic episode equal equip erase ermine erode errand error erupt escape escort essay estate ethics evade event "
    "evident evolve exact exam excel exhale exist exotic expand expert explain express extend extra eyebrow eyelid "
    "fabric facade face fairy faith falafel falcon family famous fancy fanfare farmer fashion father faucet fault "
    "favor feast feature federal fedora feel feline fellow fence fender fern fertile fetch fiber fiction fiddle field "
    "fiesta fifty figure file fillet filter final find finger finish firefly firm first fiscal fish fizz fjord flag "
    "flame flank flash flatter fledge fleet flex flicker flight flint flip float flock flood flora flour flow fluent "
    "fluid flurry flute foam focus folder folk foot forest forget formula fortune forum forward fossil foster found "
    "fragile freckle free freight fresh friend fringe frog frolic front frozen frugal fruit fudge fulcrum full funnel "
    "furnace furrow fuse future fuzzy gabble gadget galaxy gale gallop gander garage garden gargle garlic garment "
    "garnet gauge gazelle gecko general genius genre gentle genuine geology gerbil gesture geyser ghost giant gift "
    "giggle gills gimmick gingham giraffe girl give glacier glad glance glare gleam glen glide glimpse globe glory "
    "gloss glucose gnome goal goblet goggles going golden golf gondola good goose gopher gorge gorilla gossip gourd "
    "gown grace gradual grammar grand graph grasp gravel gray great green grid griffin groan grocer grotto group "
    "grove grow grudge grumble grunt guard guava guess guitar guppy guru gusto gymnast gypsum habit haddock haggle "
    "hail halibut hallway halo hammer hamster handy hangar happy harmony harness harp harvest haunt haven hawk hazard "
    "hazel health heart heavy hedge helium hello helmet help herald herb hermit heron herring hexagon hickory hide "
    "high hill hinge hint hippo history hobby hockey hoist holiday hollow holy honey hoof hope horizon hornet horse "
    "hotel hour howl hubcap huge human humble humid hummus humor hundred hurdle hybrid hydrant hyena hymn iceberg "
    "icicle icing icon ideal idiom idle idol igloo ignite ignore iguana image imitate immense impact import impress "
    "inbox incense incline income index indigo indoor infant inform ingot inhale initial inlet innate inner input "
    "inquiry insect inside inspire instant intact intro invent invite inward iodine iris island isotope issue italic "
    "item ivory jacket jade jaguar jasmine javelin jaybird jazz jealous jeans jelly jersey jester jetty jewel jigsaw "
    "jingle jogger joke jolt jostle journal jovial jubilee juggle juice july jumbo jump junior just jute karate kayak "
    "kebab keen kelvin kennel ketchup kettle kick kidney kindle king kiosk kitchen kitten kiwi knack kneel knife "
    "knight knit knob knuckle koala kumquat label labor lacquer ladder ladle ladybug lagoon lamb large lasagna laser "
    "late latin lattice laugh laurel lava lawyer lazy leader leaf league learn lease leather lecture leek legacy "
    "legend legume leisure lemon lemur length lens lentil leopard lesson level liaison liberty library licence lichen "
    "life lilac lily limit linen lintel lion liquid list literal litter lively lizard llama load lobster local locust "
    "logbook logic lonely long look lorry lotion lotus love loyalty lucent lucid lucky luggage lullaby lumber lunar "
    "lunch lunge lure luster luxury lynx lyric machine macro magenta magic magma magnet magpie mailbox main maize "
    "major mallet mammal mango mansion mantle manual many maple marble march margin marine market marvel mascot mask "
    "mason massive math matinee matrix matter mauve maximum maybe meadow mean measure medal medium medley meet melon "
    "member memory mental menu mercy merge merit mermaid mesh message meter method metro microbe midday migrate mild "
    "million mimic mine minnow minor minute miracle mirror mission mobile mocha model module molar moment monarch "
    "monday monsoon month moon moraine more morning mortar mosaic most motive motor mouse much muffin mule mural "
    "muscle museum music mustard mutual muzzle myself mystery name napkin narrate nation nature naval navy neat "
    "nebula nectar needle neglect neon nephew nerve neutral never nibble niche nickel niece ninja noble nobody noise "
    "nomad none noodle normal north notch nothing notice nougat noun nourish novel nozzle nuance nugget nurse nurture "
    "nutmeg nylon oasis oatmeal obelisk obey object oblige oblong oboe observe obtain obvious occur ocean octave "
    "october odor offer office offset often okay olive olympic omega omelet onion only onset onyx opal opaque open "
    "opera opinion oppose optic opus oracle orbit orchid order oregano organ orient origin osprey ostrich other ounce "
    "outdoor outer outfit outline ovation owner oxide oxygen oyster ozone pacific pack paddle padlock page paint pair "
    "palace palette palm pancake panda panel panic pansy pantry papaya paper parade parcel pardon parent parsley "
    "party pass pasta patio patrol peace peanut peasant pebble pecan pelican pencil pendant penguin pension people "
    "pepper perch perfect pergola perhaps period perk person petal petite petunia phone photo phrase physics piano "
    "piccolo pickle picnic picture pier pigeon pigment pilgrim pilot pinch pink pioneer pipe pirate pitcher pixel "
    "pizza plaid plane plaster play plaza pleat plenty plug plumage plywood pocket podium poem poetry pole police "
    "polka pollen polygon pomelo pond pool popcorn poplar poppy port potato pottery pouch poultry power praise prawn "
    "precise premium prepare present pretty pride primary prism private probe process produce profit program project "
    "prompt proof proper proud provide prune public pueblo pulley pulp pulse puma pumpkin pupil puppet purple pursue "
    "push pyramid python quack quail quake quality quantum quartz queen quench query quest queue quiche quiet quill "
    "quince quiver quiz quorum quota rabbit raccoon radar radio railway rainbow raisin rally ranch random range rapid "
    "rascal ravine razor react realm rebel receive recipe record recruit reduce reed refer reflect reform refresh "
    "refuse regal region regret relax relish remain remedy remind remote renew renown rent repair repeat reply report "
    "reptile request rescue resolve respect restore result retire return reunion reveal review reward rhubarb rhyme "
    "rhythm ribbon rich ridge rigid ringlet rinse ripple risk ritual rival river robin robot robust rodeo rollick "
    "roman romp rookie room rooster rose rotate rotund route royal rubber ruffle rugby ruin runway rustic sabre "
    "sachet safari saffron salad salmon salsa salt salute salvage sample sandal sane sapling satchel satisfy saturn "
    "sauce sauna sausage savanna scale scamper scarf scatter scene school science scoop score scout scrap screen "
    "scribe scroll scrub sculpt seafood seal search season second secret sedan segment seldom seminar senate send "
    "senior sequel serene series sermon sesame session setting seven shade shallow shampoo shawl sheep shelf sherbet "
    "shield shift shimmer shine shiver shock shoe short shovel shrimp shuffle shut sibling sieve signal silent "
    "silicon silky silver since sinew siren sister sixteen size skate sketch skill skin skipper skirt skylark slab "
    "slalom sled sleeve slender slice slim slogan slope small smart smelt smile smith smoke smooth snail snake snap "
    "sneeze sniff snippet snorkel snow snuggle soak sober soccer social soda soft solemn solid solo solve sonar "
    "sonnet soothe sorbet soul source south space spain spangle spark spatula speak special speed spell sphere spider "
    "spindle spiral splash spokes sponge spoon spot spray spread spring sprout spruce square squid stable stack "
    "stadium staff stage stair stamp stand statue stay steam steel stencil step stereo steward stitch stone stool "
    "stopper storm street strong stucco studio stumble sturdy style subject submit subtle suburb succeed sudden "
    "suffix sugar suggest suit sulfur sultan summer sunday sunny sunset super supply surf surge surplus survey "
    "suspend sustain swan swarm sweater sweet swing swivel symbol syrup system tablet tackle taco tadpole taffeta "
    "tailor talcum talent talk tambour tandem tangent tape target tariff tart tassel taste tattoo tavern taxi teapot "
    "teddy teeth tempo tendril tennis tenor term terrace test tetra textile thank that theater theme then theory "
    "therapy thick thimble thing third this thorn those thought three thrill throne thrush thumb thunder tiara ticket "
    "tidy tiger timber time timid tinker tinsel title today toddler token tomato tongue tonic tooth topaz topple "
    "torch torrent total totem tourist towel track trade traffic trail trap trek trellis tremor trend trial tribe "
    "trickle trident trilogy trim trinket triple triumph trivia trolley trophy trout true trumpet trunk trust truth "
    "tuesday tuft tulip tumult tuna tundra turbine turkey turnip turtle tutor tuxedo tweed twelve twenty twice twig "
    "twinkle twist tycoon typhoon typical udder ukulele ultra unaware unbend uncle undo unearth unfair unfold unhappy "
    "unicorn uniform unique unity unknown unlock unpack unravel unroll until unusual unveil unwind upbeat update "
    "upgrade uphill uphold upkeep upon upper upright uproar upset upward uranium urban urchin usable usher usual "
    "utensil utility utmost utter vacant vacuum vague valid valve vanish vapor variety vase vector vehicle velvet "
    "vendor veneer venue veranda verdict verify verse very vessel veteran viable viaduct vibrant vicar victory video "
    "view vigor villa vinegar vinyl violet viper virtue visa visit visual vital vivid voice volcano volley volume "
    "vote voucher voyage vulture wafer waffle wagon waist wallaby walnut walrus waltz want warbler warning warrior "
    "wasp weave wedding weekend weigh welcome western whale wharf wheat wheel where which whim whirl whisk white "
    "wicker widget width willow window winter wire wisdom witness wobble wombat wonder world worm worthy wrangle "
    "wreath wren wrestle wrinkle wrong xenon xylem yacht yarn yearly yoga yogurt young yummy zebra zenith zephyr zero "
    "zesty zigzag zinc zipper zircon zodiac";

using List = std::array<std::string_view, kPassphraseWords>;

constexpr List split() {
  List words{};
  auto rest = kWords;
  for (auto& word : words) {
    word = rest.substr(0, rest.find(' '));
    rest.remove_prefix(std::min(word.size() + 1, rest.size()));
  }
  return words;
}
constexpr List kList = split();
static_assert(kList.front() == "abacus" && kList.back() == "zodiac" && std::ranges::is_sorted(kList));

}  // namespace

std::string_view passphrase_word(std::size_t number) { return kList.at(number); }

}  // namespace earshot::text
