package terms

import "strings"

// weak are words, by language, that carry meaning and yet show nothing: they make poor key words.
var weak = map[string]map[string]bool{
	"en": set(`begin begins start starts starting keep keeps keeping stay stays turn turns turning put give gives given ask asks asked tell tells told
 show shows shown mean means become becomes became seem seems help helps find finds found notice notices understand use uses used using
 first second next last early late today tomorrow yesterday soon later usual usually exactly clear simple small little big great large long short
 easy hard different real really worth enough piece part parts kind sort side sides time times moment moments day days week year years minute minutes hour
 person people somebody someone friend word words question questions answer answers example fact facts idea place glance step steps
 together half least ever else yourself ourselves less longer further nearly quickly slowly away back forward once two three four five six seven eight nine ten hundred thousand
 call called looking talking going done gone wait waiting touch draw compare check explain teach learn listen read write set believe remember curious surprise surprises surprised
 appears passed works work working stops missing quiet ordinary
 disagree disagrees agree agrees see sees seen saw other another others bring brings take takes come comes follow follows walk changes change changed
 teach teaches mentioned explains hear heard feel feels distant search rewarding ahead past mind twice thought goes look single already missing`),
	"zh": set(`真正 开始 一起 今天 看看 想想 时候 东西 事情 地方 问题 答案 自己 这样 那样 许多 很多 一步 发现 了解 关于 多少 想一想 想想 那么 值得 正因为如此 容易 停下来 用自己 第一 最想 弄明白 两种 第一个`),
	"de": set(`beginne beginnt fang klein neugierig bleib schritt heute gemeinsam frage fragst weißt wirklich thema mehr schau schauen dich macht sagen lass kommen bleibt nimm dir gute guter zehn zwei`),
	"es": set(`empieza hoy juntos pregunta tema paso pequeño pequeños mira mirar sabes verdad sigue guarda deja`),
	"fr": set(`commencez aujourd'hui ensemble question sujet pas petit petits regardez regarder savez vraiment gardez laissez`),
	"ar": set(`موضوع ابدأ اليوم معًا سؤال خطوة خطوات شيء تعرف حقًا`),
}

func set(list string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(list) {
		m[w] = true
	}
	return m
}
