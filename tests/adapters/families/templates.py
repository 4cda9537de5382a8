"""Chat templates, as short as they get while taking and refusing what the published ones do."""

# "User: ..." of Idefics: content must be a list.
_IDEFICS = (
    "%BEGIN%{% for m in messages %}{{ m['role'].capitalize() }}{{ ':' if m['content'][0]['type'] == 'image' else ': ' }}"
    "{% for c in m['content'] %}{% if c['type'] == 'text' %}{{ c['text'] }}{% elif c['type'] == 'image' %}<image>{% endif %}{% endfor %}"
    "<end_of_utterance>\n{% endfor %}{% if add_generation_prompt %}Assistant:{% endif %}"
)


def content(image: str) -> str:
    """The content of a message `m`, a string or a list; `image` is what the family writes for a picture."""
    return (
        "{% if m['content'] is string %}{{ m['content'] }}{% else %}{% for c in m['content'] %}"
        f"{{% if c['type'] == 'image' %}}{image}{{% elif c['type'] == 'text' %}}{{{{ c['text'] }}}}{{% endif %}}{{% endfor %}}{{% endif %}}"
    )


def chatml(image: str) -> str:
    """ChatML with the family's mark of a picture."""
    return (
        f"{{% for m in messages %}}<|im_start|>{{{{ m['role'] }}}}\n{content(image)}<|im_end|>\n{{% endfor %}}"
        "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
    )


def idefics(begin: str) -> str:
    """Idefics2, Idefics3 and SmolVLM, which differ in how a prompt begins."""
    return _IDEFICS.replace("%BEGIN%", begin)
