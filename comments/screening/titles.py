"""A profession that somebody claims in the text. Nobody doubts it, nobody has checked it, and readers are told so."""

from __future__ import annotations

from collections.abc import Iterator

from .finding import Context, Finding
from .folding import Reading
from .phrases import any_of, matches, phrases

CHECK = "titles"

_TITLE = any_of((
    "doctor", "gp", "physician", "surgeon", "nurse", "midwife", "pharmacist", "dentist", "paramedic", "psychiatrist",
    "psychologist", "cardiologist", "oncologist", "neurologist", "dermatologist", "gynaecologist", "gynecologist",
    "urologist", "radiologist", "haematologist", "endocrinologist", "gastroenterologist", "rheumatologist",
    "ophthalmologist", "nephrologist", "pathologist", "immunologist", "therapist", "psychotherapist",
    "physiotherapist", "physio", "radiographer", "anaesthetist", "anesthesiologist", "paediatrician", "pediatrician",
    "obstetrician", "geriatrician", "health visitor", "dietitian", "dietician", "optometrist", "podiatrist",
    "medical professional", "healthcare professional", "health professional", "medic", "medical doctor", "md",
    "nurse practitioner", "speech therapist", "occupational therapist", "care assistant", "doula",
))  # fmt: skip
_KIND = any_of((
    "registered", "retired", "qualified", "consultant", "senior", "junior", "clinical", "practising", "practicing",
    "former", "trained", "oncology", "icu", "er", "psychiatric", "paediatric", "pediatric", "district", "specialist",
    "hospital", "student", "family", "trauma", "community", "mental health", "intensive care", "licensed", "certified",
    "experienced", "emergency", "a e", "acute", "staff", "ward", "theatre", "surgical", "primary care", "public health",
    "registered mental health", "nhs", "rural", "neonatal", "cancer", "dental", "veteran", "newly qualified",
    "medical", "board certified", "general", "orthopaedic", "school", "diabetes", "palliative",
))  # fmt: skip
# "As a nurse told me" is somebody else's title.
_NOT_OTHERS = "(told|said|once|explained|put|pointed|suggested|advised|friend|i know)"

_CLAIMS = phrases(
    f"as (a|an) {_KIND}? {_KIND}? {_TITLE}",
    f"(i am|im|iam) (a|an) {_KIND}? {_KIND}? {_TITLE}",
    f"(i am|im) {_KIND}? {_TITLE} (myself|and|with)",
    "(i am|im) (a|an) consultant in ~2 (medicine|surgery|psychiatry|care|health|radiology)",
    f"speaking as (a|an)? {_KIND}? {_KIND}? {_TITLE}",
    f"(i|who) (work|worked|works|practise|practice) as (a|an) {_KIND}? {_TITLE}",
    f"(ive|i have) been (a|an) {_KIND}? {_TITLE}",
    f"{_TITLE} here (.|,|with|and|:|-)",
    "(como|soy|soy un|soy una) (medico|medica|doctor|doctora|enfermera|enfermero|farmaceutica|farmaceutico|"
    "matrona|psicologa|psicologo|fisioterapeuta)",
    "(je suis|en tant que|en tant quun|en tant quune|comme) (medecin|infirmier|infirmiere|pharmacien|"
    "pharmacienne|docteur|sage femme|psychologue|psychiatre|dentiste|chirurgien)",
    "(en tant quinfirmiere|en tant quinfirmier)",
    "(als|ich bin|bin) (arzt|arztin|hausarzt|hausarztin|kinderarzt|kinderarztin|facharzt|facharztin|oberarzt|"
    "notarzt|krankenschwester|krankenpfleger|pflegerin|pfleger|apotheker|apothekerin|"
    "hebamme|psychologe|psychologin|zahnarzt|zahnarztin|sanitater)",
)
_TOLD_BY = phrases(_NOT_OTHERS)


def find(reading: Reading, context: Context) -> Iterator[Finding]:
    """Professions that the writer claims. Whether a checked one stands beside the name is asked when it is shown."""
    for match in matches(reading, _CLAIMS):
        if not _TOLD_BY.match(reading.spoken.text, match.end()):
            start, end = reading.spoken.span(*match.span())
            yield Finding(start, end, CHECK, "unverified_title", reading.text[start:end])
