from .employer import Employer, ExchangeRate
from .story import Story
from .team import Pillar, Team
from .testimonial import Testimonial

__all__ = ["Employer", "ExchangeRate", "Pillar", "Story", "Team", "Testimonial"]
