package language

import "strings"

// StopWords returns the frequent words of a language that carry no topic, in lower case. It is empty for a language
// without a list.
func StopWords(tag string) map[string]bool { return stopWords[Base(tag)] }

var stopWords = func() map[string]map[string]bool {
	m := map[string]map[string]bool{}
	for tag, list := range stopLists {
		m[tag] = map[string]bool{}
		for _, w := range strings.Fields(list) {
			m[tag][w] = true
		}
	}
	return m
}()

// stopLists are short lists of function words, written for this package.
var stopLists = map[string]string{
	"en": `a an the and or but nor so yet if then than that this these those there here who whom whose which what when where why how
 i you he she it we they me him her us them my your his its our their mine yours one ones oneself myself yourself itself
 is are was were be been being am do does did doing done have has had having will would shall should can could may might must
 of in on at by for with about against between into through during before after above below to from up down out off over under again
 further once all any both each few more most other some such no not only own same too very just also even still ever never
 as until while because since although though whether either neither almost already always often sometimes perhaps maybe
 don't doesn't didn't isn't aren't wasn't won't can't it's that's there's you're we're they're i'm let's what's
 many much less least every another anyone anything everyone everything nothing something someone
 really quite rather simply around across along without within upon like get gets got make makes made take takes took come comes
 go goes know knows think say says said see look looks want need needs let us new good better best well way ways thing things lot`,
	"es": `el la los las un una unos unas y o pero si de del en a al por para con sin sobre entre hasta desde que qué quien cual cuales como cómo
 cuando cuándo donde dónde porque es son era eran fue ser está están hay ha han lo le les se su sus mi mis tu tus nuestro nuestra me te nos yo él ella
 ellos ellas usted no ni sí ya más menos muy también este esta esto estos estas ese esa eso esos esas cada todo toda todos todas otro otra mismo puede pueden así solo`,
	"fr": `le la les un une des du de et ou mais si dans en à au aux par pour avec sans sur sous entre que qui quoi dont où quand comment pourquoi est sont
 était être a ont avoir il elle ils elles on nous vous je tu me te se ce cet cette ces son sa ses mon ma mes ton ta tes notre nos votre vos leur leurs ne pas
 plus moins très aussi y tout tous toute toutes autre même c'est qu'il d'un d'une l'on peut fait faire comme chaque ainsi`,
	"de": `der die das den dem des ein eine einen einem einer eines und oder aber wenn dann als dass ob in im an am auf aus bei mit nach von vom zu zum zur
 über unter für durch ohne um gegen ist sind war waren sein wird werden wurde hat haben hatte ich du er sie es wir ihr mich dich sich uns euch ihm ihn
 mein dein kein keine nicht nur auch noch schon sehr mehr so wie was wer wo wann warum diese dieser dieses jeder jede jedes alle alles man kann können hier da`,
	"pt": `o a os as um uma uns umas e ou mas se de do da dos das em no na nos nas ao aos à às por pelo pela para com sem sobre entre até que quem qual como quando onde
 porque é são era foi ser está estão há tem têm eu ele ela eles elas nós você vocês me te lhe seu sua seus suas meu minha não nem sim já mais menos muito também
 este esta isto esse essa isso cada todo toda todos todas outro outra mesmo pode podem assim só`,
	"it": `il lo la i gli le un uno una e o ma se di del dello della dei degli delle a al allo alla ai agli alle da dal dalla in nel nella nei con su sul sulla per tra fra
 che chi cui quale come quando dove perché è sono era erano essere ha hanno io tu lui lei noi voi loro mi ti si ci vi suo sua suoi mio non né sì già più meno molto anche
 questo questa questi queste quello quella ogni tutto tutta tutti tutte altro stesso può così solo`,
	"nl": `de het een en of maar als dan dat die dit deze in op aan bij met naar van voor door over onder uit om tegen zonder is zijn was waren wordt worden heeft hebben had
 ik je jij hij zij ze wij we jullie u hem haar ons hun mijn niet geen ook nog al zeer meer zo hoe wat wie waar wanneer waarom elke alle kan kunnen er te`,
	"pl": `i oraz lub ale jeśli że w we na do od z ze za po przy przez dla o u pod nad bez jest są był była było być ma mają ja ty on ona ono my wy oni się to ten ta te tego tej
 nie tak już bardzo także też jak co kto gdzie kiedy dlaczego każdy każda wszystko może można który która które`,
	"tr": `ve veya ama eğer ise bir bu şu o da de mi mı ile için gibi kadar daha çok en her hiç ne kim nasıl neden nerede ben sen biz siz onlar değil var yok olan olarak sonra önce`,
	"vi": `và hoặc nhưng nếu thì là của trong trên dưới với cho từ đến một các những này kia đó không có được người ta tôi bạn anh chị em nó họ rất cũng đã đang sẽ khi nào gì ai vì`,
	"id": `dan atau tetapi jika maka yang di ke dari pada dengan untuk oleh dalam adalah ini itu tidak bukan ada akan sudah telah bisa dapat kami kita saya anda dia mereka juga sangat lebih setiap semua apa siapa bagaimana mengapa`,
	"sv": `och eller men om att det den de en ett i på av för med till från är var varit vara har hade jag du han hon vi ni inte också mycket mer som hur vad vem när var sig sin alla varje kan`,
	"da": `og eller men hvis at det den de en et i på af for med til fra er var være har havde jeg du han hun vi ikke også meget mere som hvordan hvad hvem når sig sin alle hver kan`,
	"nb": `og eller men hvis at det den de en et ei i på av for med til fra er var være har hadde jeg du han hun vi ikke også mye mer som hvordan hva hvem når seg sin alle hver kan`,
	"fi": `ja tai mutta jos että se ne on oli olla ovat ei myös hyvin niin kuin mikä kuka missä milloin miksi minä sinä hän me te he tämä tuo joka kaikki voi`,
	"cs": `a nebo ale když že v ve na do od z ze za po při pro o u pod nad bez je jsou byl byla bylo být má mají já ty on ona my vy oni se to ten ta ne ano už velmi také jak co kdo kde kdy proč každý může který která`,
	"sk": `a alebo ale keď že v vo na do od z zo za po pri pre o u pod nad bez je sú bol bola bolo byť má majú ja ty on ona my vy oni sa to ten tá nie áno už veľmi tiež ako čo kto kde kedy prečo každý môže ktorý ktorá`,
	"ro": `și sau dar dacă că în pe la de din cu pentru prin este sunt era fi are au eu tu el ea noi voi ei se nu mai foarte cum ce cine unde când un o ale cel care poate`,
	"hu": `és vagy de ha hogy a az egy nem van volt lesz is még már nagyon mint mi ki hol mikor miért én te ő mi ti ők ez azt minden lehet`,
	"hr": `i ili ali ako da u na do od iz za po pri kroz je su bio bila bilo biti ima imaju ja ti on ona mi vi oni se to taj ta ne već vrlo također kako što tko gdje kada zašto svaki može koji koja`,
	"ca": `el la els les un una i o però si de del dels en a al als per amb sense sobre entre que qui com quan on és són era ser ha han jo ell ella nosaltres es no també molt més aquest aquesta cada tot pot`,
	"sw": `na au lakini kama kwamba ya wa za la cha katika kwa ni si hii hiyo huyu yeye sisi wao mimi wewe pia sana zaidi kila wote nini nani wapi lini`,
	"ru": `и или но если то что в во на до от из с со за по при для о об у под над без через как так где когда почему кто это этот эта эти тот та те он она оно они мы вы я ты его её их мой
 твой наш ваш не ни да же бы ли уже ещё очень также тоже только был была было были быть есть может можно каждый все всё всех который которая которые себя более`,
	"uk": `і й та або але якщо то що в у на до від із з за по при для про під над без через як так де коли чому хто це цей ця ці той він вона воно вони ми ви я ти його її їх не ні вже ще дуже також лише був була було бути є може кожен все всі який яка які`,
	"bg": `и или но ако че в във на до от из с със за по при под над без как така къде кога защо кой това този тази тези той тя то те ние вие аз ти не да вече още много също само е са беше бъде може всеки всички който която`,
	"sr": `и или али ако да у на до од из за по при кроз је су био била било бити има имају ја ти он она ми ви они се то тај та не већ врло такође како што ко где када зашто сваки може који која`,
	"be": `і або але калі што ў у на да ад з за па пры для пра пад над без як так дзе чаму хто гэта ён яна яны мы вы я ты не ўжо яшчэ вельмі таксама толькі быў была было быць ёсць можа кожны усе які якая`,
	"kk": `және немесе бірақ егер бұл ол біз сіз мен сен үшін мен де да бір әр барлық қалай не кім қайда қашан емес бар жоқ`,
	"ar": `و في من على إلى عن مع أن إن كان كانت هو هي هم نحن أنا أنت هذا هذه ذلك تلك التي الذي الذين ما لا لم لن قد كل بعض أو ثم بل لكن إذا عند بعد قبل بين كما حتى أي غير منذ خلال حول يكون تكون ليس هناك أكثر كيف لماذا متى أين وهو وهي به بها له لها فيه فيها منها منه عليه نفسه`,
	"fa": `و در از به با که این آن را برای است بود هست نیست می شود شد هم یا اما اگر تا بر هر یک من تو او ما شما آنها چه چرا چگونه کجا خود نیز بسیار`,
	"ur": `اور میں کا کی کے کو سے پر ہے ہیں تھا تھی نہیں یہ وہ ہم آپ جو کہ بھی ایک کیا کیوں کیسے کہاں تو ہر اس ان نے`,
	"hi": `और या लेकिन अगर तो कि में का की के को से पर है हैं था थी थे नहीं यह वह ये वे हम आप मैं तुम जो भी एक क्या क्यों कैसे कहाँ कब हर इस उस ने ही अपने अपना अपनी लिए साथ कर करना होता होती होते सकते सकता बहुत कुछ सब`,
	"mr": `आणि किंवा पण जर तर की मध्ये चा ची चे ला ने आहे आहेत होता होती नाही हे ते हा ही तो ती आपण मी तू जे एक काय का कसे कुठे`,
	"ne": `र वा तर यदि भने कि मा को का की लाई ले बाट छ छन् थियो होइन यो त्यो हामी तपाईं म जो पनि एक के किन कसरी कहाँ`,
	"zh": `的 了 是 在 和 与 有 我 你 他 她 它 我们 你们 他们 这 那 这个 那个 不 也 就 都 而 及 或 一个 一种 没有 可以 什么 怎么 为什么 因为 所以 如果 但是 很 更 最 从 到 对 把 被 让 着 过 会 要 能 去 来 上 下 中 里 关于 那么 多少 自己 了解 真正 值得 正因为如此 因此 想一想 你 才 还 只 最 给 再 请 想 并 先 第一 两种 停下来`,
	"ja": `の に は を た が で て と し れ さ ある いる も する から な こと として い や など なっ ない この その あの これ それ です ます ました よう まで より そして しかし また`,
	"ko": `그리고 그러나 하지만 또는 만약 이 그 저 것 수 등 및 는 은 이다 있다 없다 하는 있는 우리 나 너 그녀 그들 아주 더 매우 모든 어떻게 왜 무엇`,
}
