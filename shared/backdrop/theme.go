package backdrop

import (
	"strings"
	"unicode"
)

// theme is the look of a field of meaning.
type theme struct {
	name string
	// words are stems: a term has the theme when one of its words begins with one of them, or when it contains one that
	// is written without spaces between words.
	words string
	// hues are those of the ground, of the second field and of the light, in degrees of OKLCH; chroma scales all colour.
	hues      [3]float64
	chroma    float64
	motifs    []motif
	particles func(*stage, *document)
}

// themes are tried in order.
var themes = []theme{
	{"coffee", "coffee espresso latte cafe café cappuccino barista chocolate cocoa tea brew roast kaffee kahve 咖啡 茶 コーヒー 커피 قهوة кофе", [3]float64{55, 35, 75}, 0.75, []motif{steam, rings, hills}, motes},
	{"ocean", "ocean sea seas deep water marine fish whale shark coral underwater wave surf submarine octopus jellyfish river lake 海 水 鱼 بحر محيط море océan mar", [3]float64{240, 195, 185}, 1, []motif{rays, waves, rings}, bubbles},
	{"space", "space star stars galax planet moon mars universe cosm rocket astro orbit nasa solar satellite telescope astrono comet 太空 宇宙 星 月 火星 فضاء نجوم космос", [3]float64{285, 320, 215}, 1, []motif{orbits, planet, rings}, stars},
	{"fire", "fire flame volcan lava heat burn energy explosion desert hot 火 نار огонь", [3]float64{30, 15, 65}, 1.15, []motif{peaks, sun, rays}, embers},
	{"nature", "forest tree plant nature leaf jungle garden animal wild green farm grass climate eco bee bees flower insect 森林 自然 树 植物 动物 غابة طبيعة лес", [3]float64{150, 175, 105}, 0.95, []motif{hills, rays, rings}, leaves},
	{"sky", "sky skies blue cloud weather wind air rain storm rainbow bird fly plane 天空 云 空 雨 سماء небо", [3]float64{250, 230, 85}, 1, []motif{sun, waves, rays}, motes},
	{"money", "money financ bank invest stock market econom business rich wealth gold price cash bitcoin crypto salary tax 钱 金融 经济 投资 مال اقتصاد деньги", [3]float64{165, 190, 95}, 0.9, []motif{bars, grid, rings}, motes},
	{"tech", "tech computer ai robot software code digital internet data cyber machine science quantum electr phone network algorithm engineer 科技 人工智能 电脑 机器人 تقنية технологии", [3]float64{270, 300, 200}, 1, []motif{grid, orbits, bars}, sparks},
	{"body", "health heart body brain medic sleep mind human blood fitness exercise doctor psycholog yoga love 健康 心 大脑 صحة قلب здоровье", [3]float64{5, 345, 40}, 1, []motif{rings, waves, sun}, motes},
	{"history", "history ancient rome roman egypt empire king queen war castle museum past pyramid medieval greek legend myth 历史 古 تاريخ история", [3]float64{60, 30, 85}, 0.7, []motif{peaks, sun, rings}, motes},
	{"winter", "winter snow ice cold arctic antarctic polar christmas frost glacier 冬 雪 冰 شتاء зима", [3]float64{235, 260, 210}, 0.7, []motif{peaks, sun, rays}, snow},
	{"food", "food cook eat kitchen recipe fruit bread pizza restaurant spice cheese sugar 食 美食 طعام еда", [3]float64{45, 25, 100}, 1.1, []motif{rings, steam, sun}, motes},
	{"music", "music song dance party sound guitar piano concert film movie art paint color 音乐 艺术 موسيقى музыка", [3]float64{325, 285, 30}, 1.1, []motif{bars, rings, waves}, sparks},
}

// themeOf returns the first theme whose words the term has, else one made of the seed.
func themeOf(term string, seed uint64) theme {
	term = fold(term)
	words := strings.FieldsFunc(term, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' })
	for _, t := range themes {
		for stem := range strings.FieldsSeq(t.words) {
			if matches(term, words, stem) {
				return t
			}
		}
	}
	rnd := newRandom(seed, -1)
	motifs := []motif{rings, waves, orbits, peaks, sun, rays, planet}
	at := rnd.pick(len(motifs))
	hue := rnd.between(0, 360)
	second := hue + []float64{35, -35, 150, 70}[rnd.pick(4)]
	return theme{
		name: "other", hues: [3]float64{hue, second, second + rnd.between(-30, 30)}, chroma: rnd.between(0.85, 1.1),
		motifs:    []motif{motifs[at], motifs[(at+2)%len(motifs)], motifs[(at+5)%len(motifs)]},
		particles: []func(*stage, *document){motes, sparks, bubbles, snow}[rnd.pick(4)],
	}
}

// matches tells whether a term has a stem. Stems of three letters or fewer must be the whole word, so that "sea" is not
// in "search"; scripts that do not put spaces between words, and those that prefix an article, may have it anywhere.
func matches(term string, words []string, stem string) bool {
	if stem[0] >= 0x80 && !unicode.Is(unicode.Latin, []rune(stem)[0]) {
		return strings.Contains(term, stem)
	}
	for _, w := range words {
		if w == stem || len(stem) > 3 && strings.HasPrefix(w, stem) {
			return true
		}
	}
	return false
}
