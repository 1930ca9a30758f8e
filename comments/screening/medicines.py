"""Names and nouns of medicines that several checks share. Folded, one word each unless a phrase is meant."""

# What is traded or passed on: strong painkillers, sleeping tablets, stimulants, slimming injections and their slang.
TRADED = frozenset({
    "tramadol", "diazepam", "valium", "zopiclone", "zolpidem", "ambien", "xanax", "alprazolam", "lorazepam", "ativan",
    "clonazepam", "temazepam", "oxycodone", "oxycontin", "oxy", "percocet", "percs", "roxys", "vicodin", "hydrocodone",
    "codeine", "morphine", "fentanyl", "pregabalin", "lyrica", "gabapentin", "suboxone", "methadone", "tilidin",
    "ketamine", "adderall", "ritalin", "concerta", "modafinil", "vyvanse", "methylphenidate", "ozempic", "wegovy",
    "mounjaro", "semaglutide", "tirzepatide", "viagra", "cialis", "sildenafil", "hgh", "testosterone", "steroids",
    "benzos", "opioids", "insulin", "antibiotics", "misoprostol",
})  # fmt: skip
TRADED_PHRASES = frozenset({
    "pain meds", "pain pills", "sleeping pills", "sleeping tablets", "weight loss injections", "abortion pills",
    "diet pills", "prescriptions", "prescription meds", "meds", "painkillers", "pastillas", "medicamentos",
    "medicaments", "tabletten", "schlaftabletten", "pills", "tablets",
})  # fmt: skip
# What somebody may be told to leave out.
TAKEN = frozenset({
    "tablets", "tablet", "pills", "pill", "meds", "medication", "medications", "medicine", "medicines", "drugs",
    "treatment", "prescription", "insulin", "statin", "statins", "antidepressant", "antidepressants", "inhaler",
    "inhalers", "chemo", "chemotherapy", "radiotherapy", "antibiotics", "antibiotic", "steroids", "steroid",
    "thinners", "warfarin", "apixaban", "metformin", "lithium", "methotrexate", "ritalin", "thyroxine",
    "levothyroxine", "sertraline", "citalopram", "fluoxetine", "prozac", "antipsychotics", "quetiapine", "olanzapine",
    "ramipril", "blockers", "prednisolone", "prednisone", "immunosuppressants", "biologics", "injections", "jabs",
    "vaccine", "vaccines", "contraceptives", "omeprazole", "lamotrigine", "valproate", "tamoxifen", "dialysis",
    "mesalazine", "gabapentin", "pregabalin", "painkillers", "aspirin", "clopidogrel", "amlodipine", "bisoprolol",
})  # fmt: skip
