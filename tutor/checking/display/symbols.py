"""TeX's names of symbols: character and class of each."""

from tutor.checking.display.nodes import Kind

_ORDINARY = """
alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι
kappa κ varkappa ϰ lambda λ mu μ nu ν xi ξ omicron ο pi π varpi ϖ rho ρ varrho ϱ sigma σ
varsigma ς tau τ upsilon υ phi φ varphi ϕ chi χ psi ψ omega ω digamma ϝ
Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω
varGamma Γ varDelta Δ varTheta Θ varLambda Λ varXi Ξ varPi Π varSigma Σ varUpsilon Υ
varPhi Φ varPsi Ψ varOmega Ω
infty ∞ partial ∂ nabla ∇ hbar ℏ hslash ℏ ell ℓ wp ℘ Re ℜ Im ℑ aleph ℵ beth ℶ gimel ℷ daleth ℸ
imath ı jmath ȷ emptyset ∅ varnothing ∅ forall ∀ exists ∃ nexists ∄ neg ¬ lnot ¬ complement ∁
top ⊤ bot ⊥ angle ∠ measuredangle ∡ sphericalangle ∢ triangle △ Box □ square □ Diamond ◇ lozenge ◊
blacksquare ■ qedsymbol ∎ QED ∎ clubsuit ♣ diamondsuit ♢ heartsuit ♡ spadesuit ♠ flat ♭ natural ♮
sharp ♯ prime ′ backprime ‵ degree ° dag † ddag ‡ S § P ¶ copyright © pounds £ checkmark ✓
maltese ✠ bigstar ★ eth ð mho ℧ Finv Ⅎ Game ⅁ Bbbk 𝕜
surd √ backslash ∖ vdots ⋮ % % # # $ $ _ _ & &
blacktriangle ▲ blacktriangledown ▼ triangledown ▽ blacklozenge ⧫ diagup ╱ diagdown ╲ yen ¥
circledR ® textasciitilde ~ textbackslash \\ slash / AA Å aa å ss ß ae æ o ø O Ø l ł L Ł
"""

_BINARY = """
pm ± mp ∓ times × div ÷ cdot · ast ∗ star ⋆ circ ∘ bullet • centerdot · cap ∩ cup ∪ uplus ⊎
sqcap ⊓ sqcup ⊔ vee ∨ lor ∨ wedge ∧ land ∧ setminus ∖ smallsetminus ∖ wr ≀ diamond ⋄
bigtriangleup △ bigtriangledown ▽ triangleleft ◁ triangleright ▷ oplus ⊕ ominus ⊖ otimes ⊗
oslash ⊘ odot ⊙ bigcirc ◯ amalg ⨿ dagger † ddagger ‡ lhd ◁ rhd ▷ unlhd ⊴ unrhd ⊵ boxplus ⊞
boxminus ⊟ boxtimes ⊠ boxdot ⊡ circledast ⊛ circledcirc ⊚ circleddash ⊝ dotplus ∔ divideontimes ⋇
ltimes ⋉ rtimes ⋊ leftthreetimes ⋋ rightthreetimes ⋌ curlywedge ⋏ curlyvee ⋎ intercal ⊺
veebar ⊻ barwedge ⊼ doublebarwedge ⩞ Cap ⋒ Cup ⋓ bmod mod
"""

_RELATION = """
leq ≤ le ≤ geq ≥ ge ≥ leqslant ⩽ geqslant ⩾ lt < gt > neq ≠ ne ≠ equiv ≡ approx ≈ approxeq ≊
sim ∼ simeq ≃ cong ≅ propto ∝ varpropto ∝ asymp ≍ doteq ≐ doteqdot ≑ triangleq ≜ coloneqq ≔
coloneq ≔ eqqcolon ≕ defeq ≔ eqdef ≝ ll ≪ gg ≫
lll ⋘ ggg ⋙ prec ≺ succ ≻ preceq ⪯ succeq ⪰ preccurlyeq ≼
succcurlyeq ≽ precsim ≾ succsim ≿ subset ⊂ supset ⊃ subseteq ⊆ supseteq ⊇ subsetneq ⊊ supsetneq ⊋
nsubseteq ⊈ nsupseteq ⊉ Subset ⋐ Supset ⋑ sqsubset ⊏
sqsupset ⊐ sqsubseteq ⊑ sqsupseteq ⊒ in ∈ ni ∋
owns ∋ notin ∉ vdash ⊢ dashv ⊣ models ⊨ vDash ⊨ Vdash ⊩ nvdash ⊬ nvDash ⊭ mid ∣ nmid ∤ parallel ∥
nparallel ∦ perp ⊥ bowtie ⋈ Join ⋈ smile ⌣ frown ⌢ lesssim ≲ gtrsim ≳ lessgtr ≶ gtrless ≷
lessapprox ⪅ gtrapprox ⪆ leqq ≦ geqq ≧ lneq ⪇ gneq ⪈ lneqq ≨
gneqq ≩ nleq ≰ ngeq ≱ nless ≮ ngtr ≯ nsim ≁ ncong ≇
nprec ⊀ nsucc ⊁ therefore ∴ because ∵ between ≬
backsim ∽ eqsim ≂ thicksim ∼ thickapprox ≈ bumpeq ≏
Bumpeq ≎ circeq ≗ risingdotseq ≓ fallingdotseq ≒ trianglelefteq ⊴ trianglerighteq ⊵ multimap ⊸
pitchfork ⋔ vartriangle △ lessdot ⋖ gtrdot ⋗ indep ⫫ Vvdash ⊪ dblcolon ∷ eqcirc ≖
to → rightarrow → gets ← leftarrow ← leftrightarrow ↔ uparrow ↑ downarrow ↓ updownarrow ↕
Rightarrow ⇒ Leftarrow ⇐ Leftrightarrow ⇔ Uparrow ⇑
Downarrow ⇓ Updownarrow ⇕ implies ⟹ impliedby ⟸
iff ⟺ longrightarrow ⟶ longleftarrow ⟵ longleftrightarrow ⟷ Longrightarrow ⟹ Longleftarrow ⟸
Longleftrightarrow ⟺ mapsto ↦ longmapsto ⟼ hookrightarrow ↪ hookleftarrow ↩ rightharpoonup ⇀
rightharpoondown ⇁ leftharpoonup ↼ leftharpoondown ↽ rightleftharpoons ⇌ leftrightharpoons ⇋
nearrow ↗ searrow ↘ swarrow ↙ nwarrow ↖ rightsquigarrow ⇝ leadsto ⇝ leftrightsquigarrow ↭
twoheadrightarrow ↠ twoheadleftarrow ↞ rightarrowtail ↣ leftarrowtail ↢ dashrightarrow ⇢
dashleftarrow ⇠ upuparrows ⇈ downdownarrows ⇊ rightrightarrows ⇉ leftleftarrows ⇇
rightleftarrows ⇄ leftrightarrows ⇆ Rrightarrow ⇛ Lleftarrow ⇚ nrightarrow ↛ nleftarrow ↚
nRightarrow ⇏ nLeftarrow ⇍ nLeftrightarrow ⇎
nleftrightarrow ↮ circlearrowleft ↺ circlearrowright ↻
curvearrowleft ↶ curvearrowright ↷ upharpoonleft ↿ upharpoonright ↾ downharpoonleft ⇃
downharpoonright ⇂ restriction ↾ lsh ↰ rsh ↱ looparrowleft ↫ looparrowright ↬
"""

_PUNCTUATION = "colon : ldotp . cdotp ·"
_INNER = (
    "ldots … dots … dotsc … cdots ⋯ dotsb ⋯ dotsm ⋯ dotsi ⋯ dotso … ddots ⋱ iddots ⋰ mathellipsis …"
)
_LARGE = """
sum ∑ prod ∏ coprod ∐ bigcup ⋃ bigcap ⋂ bigvee ⋁ bigwedge ⋀ bigoplus ⨁ bigotimes ⨂ bigodot ⨀
biguplus ⨄ bigsqcup ⨆ bigtimes ⨉
"""
_INTEGRAL = "int ∫ iint ∬ iiint ∭ oint ∮ oiint ∯ idotsint ∫ smallint ∫"

_NAMES = """
arccos arcsin arctan arg cos cosh cot coth csc deg diag dim exp hom ker lg ln log rank sec sgn
sign sin sinh tan tanh Tr tr erf softmax
"""
_NAMES_WITH_LIMITS = "argmax argmin det gcd inf lim max min Pr sup"

BRACKETS: dict[str, str] = {
    "{": "{", "}": "}", "lbrace": "{", "rbrace": "}", "lbrack": "[", "rbrack": "]",
    "langle": "⟨", "rangle": "⟩", "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉",
    "lvert": "|", "rvert": "|", "lVert": "‖", "rVert": "‖", "vert": "|", "Vert": "‖", "|": "‖",
    "llbracket": "⟦", "rrbracket": "⟧", "lparen": "(", "rparen": ")", "lgroup": "(", "rgroup": ")",
    "ulcorner": "⌜", "urcorner": "⌝", "llcorner": "⌞", "lrcorner": "⌟", "lang": "⟨", "rang": "⟩",
    "backslash": "\\", "uparrow": "↑", "downarrow": "↓", "updownarrow": "↕", "slash": "/",
}  # fmt: skip
"""Delimiters by their command names."""

OPENING = "([{⟨⌊⌈⟦⌜⌞"
CLOSING = ")]}⟩⌋⌉⟧⌝⌟"


def _table() -> dict[str, tuple[str, Kind]]:
    groups: tuple[tuple[str, Kind], ...] = (
        (_ORDINARY, "ord"),
        (_BINARY, "bin"),
        (_RELATION, "rel"),
        (_PUNCTUATION, "punct"),
        (_INNER, "inner"),
        (_LARGE, "big"),
        (_INTEGRAL, "big"),
    )
    table: dict[str, tuple[str, Kind]] = {}
    for words, kind in groups:
        pairs = words.split()
        for name, character in zip(pairs[::2], pairs[1::2], strict=True):
            table[name] = (character, kind)
    return table


SYMBOLS: dict[str, tuple[str, Kind]] = _table()
"""Command name → character, class."""

SUMLIKE = frozenset(_LARGE.split()[1::2])
INTEGRALS = frozenset(_INTEGRAL.split()[1::2])

OPERATORS: dict[str, tuple[str, bool]] = {
    **{name: (name, False) for name in _NAMES.split()},
    **{name: (name, True) for name in _NAMES_WITH_LIMITS.split()},
    "limsup": ("lim sup", True),
    "liminf": ("lim inf", True),
    "argmax": ("arg max", True),
    "argmin": ("arg min", True),
    "injlim": ("inj lim", True),
    "projlim": ("proj lim", True),
}
"""Command name → word, whether its subscript goes below it."""

CHARACTERS: dict[str, tuple[str, Kind]] = {
    **{character: (character, kind) for character, kind in SYMBOLS.values() if len(character) == 1},
    "-": ("−", "bin"),
    "−": ("−", "bin"),
    "+": ("+", "bin"),
    "*": ("*", "bin"),
    "=": ("=", "rel"),
    "<": ("<", "rel"),
    ">": (">", "rel"),
    ":": (":", "rel"),
    ",": (",", "punct"),
    ";": (";", "punct"),
    ".": (".", "ord"),
    "⊥": ("⊥", "ord"),
    "△": ("△", "ord"),
    "∖": ("∖", "bin"),
    "†": ("†", "ord"),
    "‡": ("‡", "ord"),
    "~": ("~", "ord"),
    "⋯": ("⋯", "inner"),
    "∣": ("∣", "rel"),
}
"""A character typed as itself → character, class. Others are ordinary."""

NEGATED = {
    "=": "≠", "<": "≮", ">": "≯", "∈": "∉", "∋": "∌", "⊂": "⊄", "⊃": "⊅", "⊆": "⊈", "⊇": "⊉",
    "≤": "≰", "≥": "≱", "∼": "≁", "≈": "≉", "≡": "≢", "≅": "≇", "∣": "∤", "∥": "∦", "∃": "∄",
    "⊢": "⊬", "⊨": "⊭", "→": "↛", "⇒": "⇏", "↔": "↮", "⇔": "⇎", "≺": "⊀", "≻": "⊁", "⊥": "⊥̸",
}  # fmt: skip
"""What \\not makes of a relation."""

SPACES = {
    ",": 1, ":": 1, ">": 1, ";": 1, " ": 1, "!": 0, "quad": 2, "qquad": 4, "enspace": 1,
    "thinspace": 1, "medspace": 1, "thickspace": 1, "negthinspace": 0, "negmedspace": 0,
    "negthickspace": 0, "space": 1, "nobreakspace": 1, "hfill": 2, "/": 0, "allowbreak": 0,
}  # fmt: skip
"""Spacing commands → cells."""
